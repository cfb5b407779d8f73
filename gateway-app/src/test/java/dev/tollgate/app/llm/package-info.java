/** One endpoint for the chats of all providers. */
@NullMarked
package dev.tollgate.app.llm;

import org.jspecify.annotations.NullMarked;
