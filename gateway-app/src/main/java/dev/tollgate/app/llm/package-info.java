/**
 * One endpoint for the chats of all providers. LangChain4j's models write the request of a provider's dialect and read its answer;
 * between the two the call goes through the gate of this program as any other, so that nothing is priced, limited or paid here.
 */
@NullMarked
package dev.tollgate.app.llm;

import org.jspecify.annotations.NullMarked;
