/** The Gemini wire format: generateContent and its stream, embeddings, counting. The path names the model. */
@NullMarked
package dev.tollgate.filter.dialect.gemini;

import org.jspecify.annotations.NullMarked;
