-- The answer to a spend keeps its idempotency key from spending again: it is deleted no more than the spend.
DROP TRIGGER spend_answer_append_only ON spend_answer;
CREATE TRIGGER spend_answer_append_only BEFORE UPDATE OR DELETE ON spend_answer
    FOR EACH ROW EXECUTE FUNCTION tg_append_only();
CREATE TRIGGER spend_answer_no_truncate BEFORE TRUNCATE ON spend_answer
    FOR EACH STATEMENT EXECUTE FUNCTION tg_append_only();

ALTER TABLE spend_answer ADD CONSTRAINT spend_answer_is_sound CHECK (debited >= 0 AND on_hold >= 0);
