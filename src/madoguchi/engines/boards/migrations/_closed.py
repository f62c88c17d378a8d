"""What a closed sitting holds stays as it is, as SQL: it belongs to the migrations.

Triggers, because the application's role changes these tables until then. Their words begin as those of
PostgreSQL itself for who may not do something.
"""

CREATE_GUARDS = r"""
CREATE FUNCTION boards_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'permission denied: a closed sitting cannot be changed'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER boards_closed_case BEFORE UPDATE OR DELETE ON boards_boardcase
    FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION boards_refuse_change();
CREATE TRIGGER boards_closed_sitting BEFORE UPDATE OR DELETE ON boards_sitting
    FOR EACH ROW WHEN (OLD.status = 'closed') EXECUTE FUNCTION boards_refuse_change();

-- pg_temp last: otherwise a temporary table of the same name would be taken for a table of ours.
CREATE FUNCTION boards_guard_attendance() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM boards_sitting WHERE status = 'closed'
               AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.sitting_id END,
                          CASE WHEN TG_OP <> 'DELETE' THEN NEW.sitting_id END)) THEN
        RAISE EXCEPTION 'permission denied: a closed sitting cannot be changed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER boards_closed_attendance BEFORE INSERT OR UPDATE OR DELETE ON boards_attendance
    FOR EACH ROW EXECUTE FUNCTION boards_guard_attendance();
"""

DROP_GUARDS = """
DROP TRIGGER boards_closed_attendance ON boards_attendance;
DROP TRIGGER boards_closed_sitting ON boards_sitting;
DROP TRIGGER boards_closed_case ON boards_boardcase;
DROP FUNCTION boards_guard_attendance();
DROP FUNCTION boards_refuse_change();
"""
