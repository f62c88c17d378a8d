"""The audit log shows tampering."""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.audit import api as audit
from madoguchi.core.audit.models import AppendOnlyError, AuditEntry
from madoguchi.core.tenancy import municipality

AIZU, KITAKATA = "072028", "072087"


def write(code: str, count: int = 1) -> None:
    context = Context(code, Actor.system("test"), purpose="窓口での確認")
    with municipality(code):
        for number in range(count):
            audit.record_reading(
                context, "residents.household", f"household:{number}", {"項目": ["氏名", 1, None]}
            )


def tamper(superuser: psycopg.Connection[Any], statement: str) -> None:
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(statement)
    superuser.execute("SET session_replication_role = origin")


@pytest.mark.django_db
def test_an_untouched_log_holds() -> None:
    write(AIZU, 5)
    write(KITAKATA, 2)
    assert audit.verify(AIZU) == []
    assert audit.verify(KITAKATA) == []
    with municipality(AIZU):
        assert list(AuditEntry.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "verb", ["UPDATE audit_auditentry SET subject = 'x'", "DELETE FROM audit_auditentry"]
)
@pytest.mark.django_db
def test_the_application_can_neither_change_nor_delete_an_entry(verb: str) -> None:
    write(AIZU)
    with (
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        municipality(AIZU),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


@pytest.mark.django_db
def test_the_model_refuses_as_well() -> None:
    write(AIZU)
    with municipality(AIZU):
        entry = AuditEntry.objects.get()
        with pytest.raises(AppendOnlyError):
            entry.save()
        with pytest.raises(AppendOnlyError):
            entry.delete()


def test_not_even_the_owner_of_the_table_changes_an_entry(committed_db: None) -> None:
    from django.db import connections

    write(AIZU)
    with pytest.raises(ProgrammingError), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('madoguchi.municipality', %s, false)", [AIZU])
        cursor.execute("UPDATE audit_auditentry SET subject = 'x'")


@pytest.mark.django_db
def test_a_temporary_table_of_the_same_name_is_not_taken_for_the_log() -> None:
    write(AIZU, 2)
    with municipality(AIZU), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE audit_auditentry (LIKE public.audit_auditentry)")
        cursor.execute(
            "INSERT INTO public.audit_auditentry (municipality_code, sequence, at, actor_kind, actor_id,"
            " action, subject, purpose, details, previous_hash, hash)"
            " VALUES (%s, 0, now(), 'staff', 'staff:1', 'test', '', '', '{}', '', '')",
            [AIZU],
        )
        cursor.execute("DROP TABLE pg_temp.audit_auditentry")
    assert audit.verify(AIZU) == []


def test_a_change_behind_the_back_of_the_triggers_is_found(
    committed_db: None, superuser: psycopg.Connection[Any]
) -> None:
    write(AIZU, 3)
    tamper(superuser, "UPDATE audit_auditentry SET subject = 'household:9' WHERE sequence = 2")
    assert [found.sequence for found in audit.verify(AIZU)] == [2]


def test_a_missing_entry_is_found(committed_db: None, superuser: psycopg.Connection[Any]) -> None:
    write(AIZU, 3)
    tamper(superuser, "DELETE FROM audit_auditentry WHERE sequence = 2")
    (found,) = audit.verify(AIZU)
    assert (found.sequence, found.what) == (3, "2番から2番までの記録がありません。")


def test_a_log_whose_end_was_cut_off_is_found_with_the_head_kept_elsewhere(
    committed_db: None, superuser: psycopg.Connection[Any]
) -> None:
    write(AIZU, 3)
    kept = audit.head(AIZU)
    tamper(superuser, "DELETE FROM audit_auditentry WHERE sequence = 3")
    assert audit.verify(AIZU) == []
    assert [found.sequence for found in audit.verify(AIZU, known_head=kept)] == [3]


def test_writers_at_the_same_time_make_one_chain_without_forks(committed_db: None) -> None:
    def work() -> None:
        try:
            write(AIZU, 10)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert audit.verify(AIZU) == []
    last = audit.head(AIZU)
    assert last is not None
    assert last.sequence == 40


@pytest.mark.django_db
def test_the_entries_of_a_block_are_one_statement_and_a_chain() -> None:
    with CaptureQueriesContext(connection) as queries:
        write(AIZU, 5)
    assert sum("audit_auditentry" in query["sql"] for query in queries) == 1
    assert audit.verify(AIZU) == []


@pytest.mark.django_db
def test_an_entry_is_seen_by_who_reads_the_log_in_the_same_block() -> None:
    context = Context(AIZU, Actor.system("test"))
    with municipality(AIZU):
        audit.record_reading(context, "test", "household:1")
        assert [one.subject for one in audit.entries()] == ["household:1"]
        audit.record_reading(context, "test", "household:2")
    with municipality(AIZU):
        assert [one.subject for one in audit.entries()] == ["household:2", "household:1"]


@pytest.mark.django_db
def test_what_is_undone_leaves_no_entry_and_what_follows_does() -> None:
    context = Context(AIZU, Actor.system("test"))
    with municipality(AIZU):
        with pytest.raises(RuntimeError), municipality(AIZU):
            audit.record_reading(context, "test", "undone")
            raise RuntimeError
        audit.record_reading(context, "test", "done")
    with municipality(AIZU):
        assert [one.subject for one in audit.entries()] == ["done"]
    assert audit.verify(AIZU) == []


def test_a_long_transaction_keeps_nobody_from_writing_the_log(committed_db: None) -> None:
    """Its own entries are there with its commit, after those that were written meanwhile."""
    context = Context(AIZU, Actor.system("test"))

    def other() -> None:
        try:
            with municipality(AIZU):
                audit.record_reading(context, "test", "meanwhile")
        finally:
            connection.close()

    with municipality(AIZU):
        audit.record_reading(context, "test", "begun first")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=120)
        assert not thread.is_alive()
    with municipality(AIZU):
        assert [one.subject for one in audit.entries()] == ["begun first", "meanwhile"]
    assert audit.verify(AIZU) == []
