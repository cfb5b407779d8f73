-- Each event is its own commit again: one for many (V42) was not seen to be faster.
DROP FUNCTION tg_stripe_events(text[], text[], text[], timestamptz[], text[], boolean[], text[]);
