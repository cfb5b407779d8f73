/** Ollama's own wire format: chats, completions and embeddings, streamed as JSON objects line by line. */
@NullMarked
package dev.tollgate.filter.dialect.ollama;

import org.jspecify.annotations.NullMarked;
