"""A connection says whether it still works, without asking the server at every page."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import psycopg
import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


@pytest.fixture
def own(db: None) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, asked once."""
    copied = connection.copy()
    copied.ensure_connection()
    assert copied.is_usable()
    yield copied
    copied.close()


def test_a_silent_connection_is_usable_without_a_question(own: BaseDatabaseWrapper) -> None:
    # The health check is a plain `execute` of psycopg, which Django's own counting does not see.
    with (
        mock.patch.object(psycopg.Connection, "execute") as asked,
        mock.patch.object(psycopg.Connection, "cursor", asked),
    ):
        assert own.is_usable()
    asked.assert_not_called()


def test_a_connection_that_the_server_ended_is_not_usable(own: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [own.connection.info.backend_pid])
        assert cursor.fetchone() == (True,)
    assert not own.is_usable()


def test_a_connection_that_we_closed_is_not_usable(own: BaseDatabaseWrapper) -> None:
    own.connection.close()
    assert not own.is_usable()
