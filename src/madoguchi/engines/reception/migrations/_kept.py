"""What happened to a ticket stays as it was written, as SQL: it belongs to the migrations.

A trigger, because it binds the owner of the tables as well. Its words begin as those of PostgreSQL itself for
who may not do something.
"""

CREATE_GUARD = r"""
CREATE FUNCTION reception_keep_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'permission denied: what happened to a ticket cannot be changed'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER reception_event_kept BEFORE UPDATE OR DELETE ON reception_ticketevent
    FOR EACH ROW EXECUTE FUNCTION reception_keep_event();
"""

DROP_GUARD = """
DROP TRIGGER reception_event_kept ON reception_ticketevent;
DROP FUNCTION reception_keep_event();
"""
