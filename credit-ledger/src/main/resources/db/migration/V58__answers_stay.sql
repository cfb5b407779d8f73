-- The answer to a spend keeps its idempotency key from spending again: it is deleted no more than the spend. Triggers of
-- their own, because to change the one that is there would wait for whoever proves the books, and spends behind it.
CREATE TRIGGER spend_answer_stays BEFORE DELETE ON spend_answer FOR EACH ROW EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER spend_answer_no_truncate BEFORE TRUNCATE ON spend_answer
    FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();
