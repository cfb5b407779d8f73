-- As before (V37); what is said of pages for subscriptions holds for all that a buyer is told to pay: an order that was closed
-- meanwhile gave its code back, and is not opened again by whoever hears of it from Stripe too late. Paid it is all the same,
-- if it is paid (tg_stripe_pay). Charges of saved cards are followed to their end, closed or not.
CREATE OR REPLACE FUNCTION tg_order_state(p_id uuid, p_state text, p_object text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE billing_order SET state = p_state, object = coalesce(p_object, object), changed_at = clock_timestamp()
     WHERE id = p_id AND state <> 'paid' AND p_state IN ('open', 'begun', 'closed')
       AND NOT (kind <> 'topup' AND state = 'closed' AND p_state = 'open');
    RETURN FOUND;
END $$;
