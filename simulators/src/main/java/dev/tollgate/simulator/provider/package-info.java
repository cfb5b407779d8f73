/**
 * A provider of paid APIs that costs nothing: speaks the OpenAI and Anthropic wire formats, reports whatever usage it is
 * told to, and fails on demand. A server of its own, for real clients to talk to.
 */
@NullMarked
package dev.tollgate.simulator.provider;

import org.jspecify.annotations.NullMarked;
