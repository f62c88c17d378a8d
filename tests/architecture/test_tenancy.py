"""From the neighbour's login: every table of a municipality's data is tried, as the application's role."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import ProgrammingError
from psycopg import sql

from madoguchi.core.tenancy import municipality
from madoguchi.core.tenancy.models import TenantModel

HERE, NEIGHBOUR = "072028", "072087"
TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]

# The first that fits: subclasses stand before their parents.
SOME_VALUE: list[tuple[type[models.Field[Any, Any]], Any]] = [
    (models.UUIDField, uuid.UUID(int=1)),
    (models.DateTimeField, datetime(2026, 3, 19, tzinfo=UTC)),
    (models.DateField, date(2026, 3, 19)),
    (models.TimeField, time(9)),
    (models.BooleanField, True),
    (models.JSONField, json.dumps({})),
    (models.BinaryField, b"x"),
    (models.DurationField, "1 minute"),
    (models.DecimalField, 1),
    (models.FloatField, 1),
    (models.IntegerField, 1),
    (models.CharField, "x"),
    (models.TextField, "x"),
]


def value_for(field: models.Field[Any, Any]) -> Any:
    if field.choices:
        flat = list(field.flatchoices)
        return flat[0][0]
    if isinstance(field, models.ForeignKey):
        return value_for(field.target_field)
    return next((value for kind, value in SOME_VALUE if isinstance(field, kind)), 1)


def insert_statement(model: type[models.Model], code: str) -> tuple[sql.Composed, list[Any]]:
    """An INSERT of some row; generated columns and the key take the database's own value."""
    columns: list[str] = []
    values: list[Any] = []
    for field in model._meta.local_concrete_fields:
        if field.generated or isinstance(field, models.AutoField):
            continue
        columns.append(str(field.column))
        values.append(code if field.column == "municipality_code" else value_for(field))
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(sql.Placeholder() * len(columns)),
    )
    return statement, values


@pytest.fixture
def row_of(
    committed_db: None, superuser: psycopg.Connection[Any], request: pytest.FixtureRequest
) -> Iterator[type[models.Model]]:
    """One row in HERE, put in past foreign keys, triggers and check constraints."""
    model = request.param
    table = sql.Identifier(model._meta.db_table)
    checks = superuser.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'c' AND conrelid = %s::regclass",
        [model._meta.db_table],
    ).fetchall()
    for name, _ in checks:
        superuser.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(table, sql.Identifier(name)))
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(*insert_statement(model, HERE))
    yield model
    superuser.execute(sql.SQL("DELETE FROM {}").format(table))
    superuser.execute("SET session_replication_role = origin")
    for name, definition in checks:
        superuser.execute(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                table, sql.Identifier(name), sql.SQL(definition)
            )
        )


def count(model: type[models.Model]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(model._meta.db_table)))
        return int(cursor.fetchone()[0])


def affected(statement: str, model: type[models.Model]) -> int:
    """Rows that a statement reached; none where the role may not even try."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(sql.Identifier(model._meta.db_table)))
            return int(cursor.rowcount)
    except ProgrammingError as error:
        if not re.search("permission denied|row-level security", str(error)):
            raise
        return 0


@pytest.mark.parametrize("row_of", TENANT_MODELS, indirect=True, ids=lambda model: model._meta.label)
def test_the_neighbour_can_neither_read_nor_change_nor_delete_nor_plant_a_row(
    row_of: type[models.Model],
) -> None:
    model = row_of
    with municipality(HERE):
        assert count(model) == 1, "the test itself is broken: the owner of the row must see it"
    with municipality(NEIGHBOUR):
        assert count(model) == 0
        assert affected("UPDATE {} SET municipality_code = municipality_code", model) == 0
        assert affected("DELETE FROM {}", model) == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            connection.cursor().execute(*insert_statement(model, HERE))
    assert count(model) == 0, "outside of municipality(...) nothing is seen"
    with municipality(HERE):
        assert count(model) == 1
        assert affected(f"UPDATE {{}} SET municipality_code = '{NEIGHBOUR}'", model) == 0, "given away"
