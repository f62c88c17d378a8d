"""The hash chain: how PostgreSQL makes it, and how it is checked from outside.

PostgreSQL computes each entry's hash from the entry and its predecessor's hash, in a trigger, so that no
program can write an entry that is not chained. The check here is a second, independent implementation:
whoever changes the trigger is found by it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import connection

from madoguchi.core import tenancy

_SEPARATOR = "\x1f"

CREATE_TRIGGERS = r"""
-- pg_temp last: otherwise a temporary table of the same name would be taken for the log.
CREATE FUNCTION audit_chain_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    last_sequence bigint;
    last_hash text;
BEGIN
    -- One writer per municipality at a time, until its transaction ends: the chain has no forks.
    PERFORM pg_advisory_xact_lock(hashtextextended('audit ' || NEW.municipality_code, 0));
    SELECT sequence, hash INTO last_sequence, last_hash FROM audit_auditentry
        WHERE municipality_code = NEW.municipality_code ORDER BY sequence DESC LIMIT 1;
    NEW.sequence := coalesce(last_sequence, 0) + 1;
    NEW.previous_hash := coalesce(last_hash, '');
    NEW.hash := encode(sha256(convert_to(concat_ws(E'\x1f',
        NEW.previous_hash, NEW.municipality_code, NEW.sequence::text,
        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        NEW.actor_kind, NEW.actor_id, NEW.action, NEW.subject, NEW.purpose, NEW.details::text
    ), 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_chain BEFORE INSERT ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_chain_entry();

CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON audit_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

-- Where another role was chosen for the application there is nobody to revoke from; the trigger stands.
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'madoguchi_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON audit_auditentry FROM madoguchi_app;
    END IF;
END $$;
"""

DROP_TRIGGERS = """
DROP TRIGGER audit_never_emptied ON audit_auditentry;
DROP TRIGGER audit_append_only ON audit_auditentry;
DROP TRIGGER audit_chain ON audit_auditentry;
DROP FUNCTION audit_refuse_change();
DROP FUNCTION audit_chain_entry();
"""

_ENTRIES = """
SELECT sequence, previous_hash, hash, municipality_code,
       to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
       actor_kind, actor_id, action, subject, purpose, details::text
FROM audit_auditentry ORDER BY sequence
"""


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold: the entry's number and what is wrong with it (Japanese)."""

    sequence: int
    what: str


@dataclass(frozen=True)
class Head:
    """The last entry. Kept elsewhere, it proves later that the end of the log was not cut off."""

    sequence: int
    hash: str


def verify(municipality_code: str, *, known_head: Head | None = None) -> list[Break]:
    """Check the whole chain of a municipality; an empty list means that it holds.

    With a `known_head` from an earlier check the log must still contain that very entry.
    """
    breaks: list[Break] = []
    expected_sequence, expected_previous = 1, ""
    head_found = known_head is None
    with tenancy.municipality(municipality_code), connection.cursor() as cursor:
        cursor.execute(_ENTRIES)
        for sequence, previous_hash, entry_hash, *content in cursor:
            if sequence != expected_sequence:
                breaks.append(
                    Break(sequence, f"{expected_sequence}番から{sequence - 1}番までの記録がありません。")
                )
            elif previous_hash != expected_previous:
                breaks.append(Break(sequence, "前の記録とつながっていません。"))
            if entry_hash != _hash(previous_hash, sequence, content):
                breaks.append(Break(sequence, "書かれたあとに内容が変えられています。"))
            if known_head == Head(sequence, entry_hash):
                head_found = True
            expected_sequence, expected_previous = sequence + 1, entry_hash
    if not head_found and known_head is not None:
        breaks.append(
            Break(known_head.sequence, "控えておいた記録がありません。終わりが切り取られたおそれがあります。")
        )
    return breaks


def head(municipality_code: str) -> Head | None:
    """The last entry of a municipality, or None for an empty log."""
    with tenancy.municipality(municipality_code), connection.cursor() as cursor:
        cursor.execute("SELECT sequence, hash FROM audit_auditentry ORDER BY sequence DESC LIMIT 1")
        row = cursor.fetchone()
    return Head(*row) if row else None


def _hash(previous_hash: str, sequence: int, content: list[str]) -> str:
    municipality_code, *rest = content
    text = _SEPARATOR.join([previous_hash, municipality_code, str(sequence), *rest])
    return hashlib.sha256(text.encode()).hexdigest()
