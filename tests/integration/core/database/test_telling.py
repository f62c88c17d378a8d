"""What goes before the next statement, in the same message."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.backends.postgresql.base import Cursor
from django.db.utils import DataError
from psycopg import sql
from psycopg.pq import TransactionStatus

from madoguchi.core import tenancy
from madoguchi.core.database.telling import Prepared
from madoguchi.core.tenancy.scope import SETTING

pytestmark = pytest.mark.usefixtures("committed_db")
HERE, ELSEWHERE = "072028", "072087"
WHOSE = f"SELECT current_setting('{SETTING}', true)"


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each message that goes to PostgreSQL for a statement."""
    sent: list[str] = []
    execute = Cursor.execute

    def recorded(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        sent.append(str(query))
        return execute(self, query, *arguments, **options)

    connection.ensure_connection()
    monkeypatch.setattr(Cursor, "execute", recorded)
    return sent


def ask(query: Any, parameters: Any = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def test_a_transaction_begins_and_says_whose_data_it_works_on_with_its_first_question(
    messages: list[str],
) -> None:
    with tenancy.municipality(HERE):
        assert ask(WHOSE) == HERE
        assert ask("SELECT %s || '%%'", ["a"]) == "a%"
    assert len(messages) == 2
    assert messages[0].startswith("BEGIN; SELECT set_config")
    assert ask(WHOSE) == "", "the setting ends with the transaction"


def test_a_transaction_in_which_nothing_is_asked_sends_nothing(messages: list[str]) -> None:
    with tenancy.municipality(HERE):
        pass
    with pytest.raises(ZeroDivisionError), tenancy.municipality(HERE):
        raise ZeroDivisionError
    assert messages == []
    assert ask(WHOSE) in ("", None)


def test_a_first_statement_that_cannot_be_read_leaves_the_next_one_inside_the_transaction() -> None:
    with tenancy.municipality(HERE):
        with pytest.raises(ProgrammingError):
            ask("SELECT FROM WHERE")
        assert ask(WHOSE) == HERE
        assert connection.connection.info.transaction_status == TransactionStatus.INTRANS


def test_a_first_statement_that_fails_takes_the_transaction_with_it() -> None:
    with pytest.raises(DataError), tenancy.municipality(HERE):
        ask("SELECT 1 / 0")
    assert ask(WHOSE) == ""
    with tenancy.municipality(ELSEWHERE):
        assert ask(WHOSE) == ELSEWHERE


def test_a_savepoint_given_back_gives_the_municipality_back() -> None:
    with tenancy.municipality(HERE):
        with pytest.raises(DataError), tenancy.municipality(ELSEWHERE):
            ask("SELECT 1 / 0")
        assert ask(WHOSE) == HERE
        with tenancy.municipality(ELSEWHERE):
            assert ask(WHOSE) == ELSEWHERE
        assert ask(WHOSE) == HERE


def test_every_kind_of_statement_can_be_the_first() -> None:
    with tenancy.municipality(HERE):
        assert ask(sql.SQL("SELECT current_setting({})").format(sql.Literal(SETTING))) == HERE
    with tenancy.municipality(HERE), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE scratch (whose text) ON COMMIT DROP")
    with tenancy.municipality(HERE), connection.cursor() as cursor:
        cursor.executemany(
            "SELECT set_config(%s, %s, true)", [("madoguchi.one", "1"), ("madoguchi.two", "2")]
        )
        assert ask(WHOSE) == HERE
        assert ask("SELECT current_setting('madoguchi.two')") == "2"
    whose = f"COPY ({WHOSE}) TO STDOUT"
    with tenancy.municipality(HERE), connection.cursor() as cursor, cursor.copy(whose) as copy:
        assert b"".join(map(bytes, copy)) == f"{HERE}\n".encode()
    with tenancy.municipality(HERE), connection.chunked_cursor() as cursor:
        cursor.execute(WHOSE)
        assert cursor.fetchall() == [(HERE,)]


def planned() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name = 'test_sum'")
        return int(cursor.fetchone()[0])


def test_a_prepared_statement_is_planned_once_and_travels_with_its_first_use(messages: list[str]) -> None:
    summed = Prepared("test_sum", "SELECT %s::int + %s::int")
    assert [ask(summed.text(), [1, number]) for number in (1, 2)] == [2, 3]
    assert [message.count("PREPARE") for message in messages] == [1, 0]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert ask(summed.text(), [2, 2]) == 4
        raise ZeroDivisionError
    assert planned() == 1
    assert ask(summed.text(), ["2", None]) is None


def test_a_prepared_statement_is_there_again_after_whatever_failed() -> None:
    summed = Prepared("test_sum", "SELECT %s::int + %s::int")
    assert ask(summed.text(), [1, 1]) == 2
    with pytest.raises(DataError):
        ask(f"SELECT 1 / 0; {summed.text()}", [1, 1])
    assert ask(summed.text(), [1, 1]) == 2
    other = Prepared("test_other", "SELECT %s::int")
    with pytest.raises(DataError):
        ask(f"{other.text()}; SELECT 1 / 0", [1])
    with tenancy.municipality(HERE):
        assert ask(other.text(), [7]) == 7
        assert ask(summed.text(), [1, 1]) == 2
    connection.close()
    assert ask(summed.text(), [1, 1]) == 2


def test_a_prepared_statement_that_is_gone_is_there_again_the_next_time() -> None:
    summed = Prepared("test_sum", "SELECT %s::int + %s::int")
    assert ask(summed.text(), [1, 1]) == 2
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    with pytest.raises(ProgrammingError):
        ask(summed.text(), [1, 1])
    assert ask(summed.text(), [1, 1]) == 2


def test_a_transaction_that_begins_keeps_what_waited_before_it() -> None:
    summed = Prepared("test_sum", "SELECT %s::int + %s::int")
    text = summed.text()
    with tenancy.municipality(HERE):
        assert ask(text, [1, 1]) == 2
        assert ask(WHOSE) == HERE
