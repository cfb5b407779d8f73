/** The OpenAI wire format: chat completions, responses and embeddings, and the vendors that speak them too. */
@NullMarked
package dev.tollgate.filter.dialect.openai;

import org.jspecify.annotations.NullMarked;
