"""The wall between municipalities has two doors, and nobody comes through but a message and its answer.

As the application's role, with whatever SQL an intruder in the application could run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from tests.integration.engines.exchange.samples import (
    HERE,
    STRANGER,
    THERE,
    clerk,
    pass_on,
    received,
    send,
    sent,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import run
from madoguchi.engines.exchange.api import Outcome, ProcessMessage, SentStatus

pytestmark = pytest.mark.django_db


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(ProgrammingError, match=words), transaction.atomic():
        yield


def ask(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] if cursor.description else cursor.rowcount


def scope() -> str:
    return str(ask("SELECT current_setting('madoguchi.municipality', true)"))


PLANT = (
    "INSERT INTO exchange_receivedmessage (municipality_code, uuid, sender_code, kind, about, content,"
    " digest, status, received_at, settled_by, settled_by_name, note, own_reference)"
    " VALUES (%s, %s, %s, 'move_in_notice', 'x', '{}', '', 'received', now(), '', '', '', '')"
)


@pytest.mark.parametrize("into", [HERE, THERE], ids=["oneself", "neighbour"])
def test_nobody_plants_a_message_under_another_name_not_even_with_oneself(into: str) -> None:
    with tenancy.municipality(HERE), refused("row-level security"):
        ask(PLANT, into, uuid4(), STRANGER)


def test_nobody_puts_a_file_to_a_message_that_was_received() -> None:
    message = send()
    pass_on(message)
    with tenancy.municipality(THERE), refused("row-level security"):
        ask(
            "INSERT INTO exchange_receivedfile (municipality_code, message_id, number, name, media_type,"
            " size, sha256, content) VALUES (%s, %s, 1, 'x', 'x', 1, '', '')",
            THERE,
            received(message).pk,
        )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE exchange_sentmessage SET content = '{}'",
        "UPDATE exchange_sentmessage SET digest = ''",
        "UPDATE exchange_sentmessage SET kind = 'x'",
        "UPDATE exchange_sentfile SET content = ''",
        "UPDATE exchange_receivedmessage SET content = '{}'",
        "UPDATE exchange_receivedmessage SET sender_code = '074217'",
        "UPDATE exchange_receivedmessage SET digest = ''",
        "UPDATE exchange_receivedmessage SET reported_at = NULL",
        "UPDATE exchange_receivedfile SET content = ''",
    ],
    ids=lambda text: " ".join(text.split()[1:4:2]),
)
@pytest.mark.parametrize("code", [HERE, THERE], ids=["sender", "receiver"])
def test_what_was_said_cannot_be_changed_at_either_end(change: str, code: str) -> None:
    pass_on(send())
    with tenancy.municipality(code), refused("permission denied"):
        ask(change)


def test_nobody_passes_a_message_of_another_municipality() -> None:
    message = send()
    for code in (THERE, STRANGER):
        with tenancy.municipality(code):
            assert ask("SELECT exchange_deliver(%s, now())", message.uuid) is False
            assert scope() == code
    assert ask("SELECT exchange_deliver(%s, now())", message.uuid) is False, "outside of any municipality"
    assert sent(message).state is SentStatus.WAITING


def test_nobody_answers_for_another_municipality() -> None:
    message = send()
    pass_on(message)
    for code in (HERE, STRANGER):
        with tenancy.municipality(code):
            assert ask("SELECT exchange_report(%s, now())", message.uuid) is False
    with tenancy.municipality(THERE):
        assert ask("SELECT exchange_report(%s, now())", message.uuid) is False, "not answered yet"
    assert sent(message).state is SentStatus.DELIVERED


def test_who_comes_back_through_a_door_is_whoever_went_in() -> None:
    message = send()
    with tenancy.municipality(HERE):
        assert ask("SELECT exchange_deliver(%s, now())", message.uuid) is True
        assert scope() == HERE
        assert ask("SELECT count(*) FROM exchange_receivedmessage") == 0
    run(ProcessMessage(), clerk(THERE), Outcome(message.uuid))
    with tenancy.municipality(THERE):
        assert ask("SELECT exchange_report(%s, now())", message.uuid) is True
        assert scope() == THERE
        assert ask("SELECT count(*) FROM exchange_sentmessage") == 0


def test_an_answer_changes_no_message_that_was_not_sent_to_whoever_answers() -> None:
    """A receiver and a stranger hold messages of one number: only the addressee's answer counts."""
    message = send()
    pass_on(message)
    copy = send(sender=STRANGER, receiver=THERE)
    with tenancy.municipality(STRANGER):
        ask("DELETE FROM exchange_sentmessage WHERE uuid = %s", copy.uuid)
    twin = send(sender=STRANGER, receiver=HERE, key=message.uuid)
    pass_on(twin)
    run(ProcessMessage(), clerk(HERE), Outcome(message.uuid, "ちがう人の返事"))
    with tenancy.municipality(HERE):
        assert ask("SELECT exchange_report(%s, now())", message.uuid) is True
    assert sent(message).state is SentStatus.DELIVERED, "the answer went to STRANGER, who had asked"
    assert sent(twin).note == "ちがう人の返事"


def test_a_temporary_table_of_the_same_name_does_not_become_the_table() -> None:
    message = send()
    with tenancy.municipality(HERE):
        ask("CREATE TEMPORARY TABLE exchange_receivedmessage (municipality_code text) ON COMMIT DROP")
        ask("CREATE TEMPORARY TABLE exchange_sentmessage (municipality_code text) ON COMMIT DROP")
        assert ask("SELECT exchange_deliver(%s, %s)", message.uuid, clock.now()) is True
        ask("DROP TABLE pg_temp.exchange_receivedmessage")
        ask("DROP TABLE pg_temp.exchange_sentmessage")
    assert received(message).digest == message.digest


def test_the_doors_open_for_the_application_alone(superuser: psycopg.Connection[Any]) -> None:
    rows = superuser.execute(
        "SELECT proname, prosecdef, proconfig::text, has_function_privilege('public', oid, 'execute'),"
        " has_function_privilege('madoguchi_app', oid, 'execute'), pg_get_userbyid(proowner)"
        " FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY proname"
    ).fetchall()
    path = '{"search_path=pg_catalog, public, pg_temp"}'
    assert rows == [
        (name, True, path, False, True, "madoguchi_owner") for name in ("exchange_deliver", "exchange_report")
    ], "every function that changes whose data is seen is one of these"
