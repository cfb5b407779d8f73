/**
 * Provider answers as bytes: the recordings of the shared data folder where it exists, the project's own transcripts
 * everywhere, and the ways to cut a body into pieces for the wire.
 */
@NullMarked
package dev.tollgate.simulator.recording;

import org.jspecify.annotations.NullMarked;
