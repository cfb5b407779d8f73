/**
 * A stand-in for the paid model APIs: an HTTP server that answers in the wire formats of OpenAI and Anthropic, JSON and
 * SSE, and does what a script says: slow, short, cut, wrong or silent.
 * {@link dev.tollgate.simulator.provider.ProviderSimulator} is the way in.
 */
@NullMarked
package dev.tollgate.simulator.provider;

import org.jspecify.annotations.NullMarked;
