"""What was decided stays as it was said: a decision is only ended, once, and never deleted.

A trigger, because the application's role writes the end of a decision into the same table.
"""

CREATE_GUARD = r"""
CREATE FUNCTION matching_keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
       OR (NEW.pair, NEW.kind, NEW.verdict, NEW.note, NEW.review_id, NEW.decided_at, NEW.decided_by,
           NEW.decided_by_name, NEW.uuid, NEW.municipality_code)
          IS DISTINCT FROM
          (OLD.pair, OLD.kind, OLD.verdict, OLD.note, OLD.review_id, OLD.decided_at, OLD.decided_by,
           OLD.decided_by_name, OLD.uuid, OLD.municipality_code) THEN
        RAISE EXCEPTION 'permission denied: a decision can only be ended'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER matching_decision_kept BEFORE UPDATE OR DELETE ON matching_decision
    FOR EACH ROW EXECUTE FUNCTION matching_keep_decision();
"""

DROP_GUARD = """
DROP TRIGGER matching_decision_kept ON matching_decision;
DROP FUNCTION matching_keep_decision();
"""
