/**
 * Paid APIs that are no models, over HTTP: text messages and calls as Twilio has them, speech as ElevenLabs, transcripts as
 * Deepgram.
 */
@NullMarked
package dev.tollgate.simulator.paid;

import org.jspecify.annotations.NullMarked;
