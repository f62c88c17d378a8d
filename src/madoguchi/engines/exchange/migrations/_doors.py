"""The two doors in the wall, as SQL: they belong to the migrations and change only with a new one.

A message passes from one municipality to another in a function of the tables' owner, and nowhere else. Row
security is forced, so that the owner as well sees only the municipality that is set: the function reads the
sender's row while it is the sender, writes the receiver's while it is the receiver, and is the sender again
when it returns. The application's role cannot write into the tables of what was received: a second policy,
which restricts, lets only the owner of the function do so.
"""

CREATE_DOORS = r"""
-- pg_temp last: otherwise a temporary table of the same name would be taken for a table of ours.
CREATE FUNCTION exchange_deliver(asked uuid, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    sender text := NULLIF(current_setting('madoguchi.municipality', true), '');
    message public.exchange_sentmessage;
    parts public.exchange_sentfile[];
    written bigint;
BEGIN
    SELECT * INTO message FROM public.exchange_sentmessage
        WHERE uuid = asked AND municipality_code = sender AND status = 'waiting'
        AND receiver_code ~ '^[0-9]{6}$' AND receiver_code <> sender
        FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    parts := ARRAY(SELECT one FROM public.exchange_sentfile one WHERE one.message_id = message.id);
    PERFORM set_config('madoguchi.municipality', message.receiver_code, true);
    INSERT INTO public.exchange_receivedmessage (
        municipality_code, uuid, sender_code, kind, about, content, digest, status, received_at,
        settled_by, settled_by_name, note, own_reference
    ) VALUES (
        message.receiver_code, message.uuid, sender, message.kind, message.about, message.content,
        message.digest, 'received', moment, '', '', '', ''
    ) ON CONFLICT DO NOTHING RETURNING id INTO written;
    IF written IS NULL THEN
        -- It was there before, and was sent back: nothing reopens what somebody has settled.
        PERFORM set_config('madoguchi.municipality', sender, true);
        UPDATE public.exchange_sentmessage SET status = 'refused', settled_at = moment,
            note = 'この相手は、同じ送付を前に受け取って返しています。' WHERE id = message.id;
        RETURN false;
    END IF;
    INSERT INTO public.exchange_receivedfile (
        municipality_code, message_id, number, name, media_type, size, sha256, content
    ) SELECT message.receiver_code, written, number, name, media_type, size, sha256, content
        FROM unnest(parts);
    PERFORM set_config('madoguchi.municipality', sender, true);
    UPDATE public.exchange_sentmessage SET status = 'delivered', delivered_at = moment WHERE id = message.id;
    RETURN true;
END $$;

CREATE FUNCTION exchange_report(asked uuid, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    receiver text := NULLIF(current_setting('madoguchi.municipality', true), '');
    message public.exchange_receivedmessage;
BEGIN
    SELECT * INTO message FROM public.exchange_receivedmessage
        WHERE uuid = asked AND municipality_code = receiver AND status IN ('processed', 'refused')
        AND reported_at IS NULL
        FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    PERFORM set_config('madoguchi.municipality', message.sender_code, true);
    UPDATE public.exchange_sentmessage
        SET status = message.status, note = message.note, settled_at = message.settled_at
        WHERE uuid = asked AND municipality_code = message.sender_code AND receiver_code = receiver
        AND status = 'delivered';
    PERFORM set_config('madoguchi.municipality', receiver, true);
    UPDATE public.exchange_receivedmessage SET reported_at = moment WHERE id = message.id;
    RETURN true;
END $$;

REVOKE ALL ON FUNCTION exchange_deliver(uuid, timestamptz), exchange_report(uuid, timestamptz) FROM PUBLIC;

DO $$ BEGIN
    -- Whoever runs the migrations owns the functions.
    EXECUTE format('CREATE POLICY by_delivery_only ON exchange_receivedmessage AS RESTRICTIVE FOR INSERT'
        ' WITH CHECK (current_user = %L)', current_user);
    EXECUTE format('CREATE POLICY by_delivery_only ON exchange_receivedfile AS RESTRICTIVE FOR INSERT'
        ' WITH CHECK (current_user = %L)', current_user);
    -- Where another role was chosen for the application there is nobody to revoke from.
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'madoguchi_app') THEN
        GRANT EXECUTE ON FUNCTION exchange_deliver(uuid, timestamptz), exchange_report(uuid, timestamptz)
            TO madoguchi_app;
        -- What a message says stays as it was sent, at both ends.
        REVOKE UPDATE ON exchange_sentmessage, exchange_sentfile FROM madoguchi_app;
        REVOKE UPDATE ON exchange_receivedmessage, exchange_receivedfile FROM madoguchi_app;
        GRANT UPDATE (receiver_code, receiver_name, candidates, why, status, delivered_at, settled_at, note)
            ON exchange_sentmessage TO madoguchi_app;
        GRANT UPDATE (status, settled_at, settled_by, settled_by_name, note, own_reference)
            ON exchange_receivedmessage TO madoguchi_app;
    END IF;
END $$;
"""

DROP_DOORS = """
DROP FUNCTION exchange_report(uuid, timestamptz);
DROP FUNCTION exchange_deliver(uuid, timestamptz);
DROP POLICY by_delivery_only ON exchange_receivedfile;
DROP POLICY by_delivery_only ON exchange_receivedmessage;
"""
