"""Cases that were opened before there was application management keep their meaning."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.engines.cases.api import Case, CaseSearch, Status, case_story, find_cases

CODE = "072028"
BEFORE = [("cases", "0001_initial")]


def migrate(targets: list[tuple[str, str]]) -> None:
    MigrationExecutor(connections["owner"]).migrate(targets)


@pytest.fixture
def earlier_schema(committed_db: None) -> Iterator[list[tuple[str, str]]]:
    latest = [
        node
        for node in MigrationExecutor(connections["owner"]).loader.graph.leaf_nodes()
        if node[0] == "cases"
    ]
    migrate(BEFORE)
    try:
        yield latest
    finally:
        migrate(latest)


def test_states_steps_and_people_are_carried_over_and_back(
    earlier_schema: list[tuple[str, str]], superuser: psycopg.Connection[Any]
) -> None:
    visit, opened = uuid.uuid4(), datetime(2026, 3, 19, 10, tzinfo=clock.TOKYO)
    members = (
        '{"members": [{"person.name": "髙橋 花", "person.name_kana": "タカハシ ハナ",'
        ' "person.birth_date": "1988-02-29"}]}'
    )
    for number, status in enumerate(("open", "working", "returned", "done")):
        superuser.execute(
            "INSERT INTO cases_case (municipality_code, uuid, visit_uuid, procedure_key, procedure_label,"
            " person_index, person_name, desk_role, status, opened_at, closed_at, worked_by, worked_by_name,"
            " note, data, search_text) VALUES (%s, %s, %s, %s, '児童手当', 0, '髙橋 花', 'child_support', %s,"
            " %s, %s, 'staff:1', '窓口 花子', '', %s, '')",
            [CODE, uuid.UUID(int=number), visit, f"p{number}", status, opened,
             opened if status == "done" else None, members],
        )  # fmt: skip
        superuser.execute(
            "INSERT INTO cases_caseevent (municipality_code, case_id, step, at, actor_id, actor_name, note)"
            " SELECT %s, id, step, %s, 'staff:1', '', '' FROM cases_case, (VALUES ('opened'), ('returned'))"
            " AS steps (step) WHERE uuid = %s",
            [CODE, opened, uuid.UUID(int=number)],
        )
    migrate(earlier_schema)
    context = Context(CODE, Actor.system("tests"), opened)
    with tenancy.municipality(CODE):
        cases = list(Case.objects.order_by("uuid"))
    assert [case.state for case in cases] == [
        Status.ACCEPTED, Status.EXAMINING, Status.CORRECTION, Status.DONE,
    ]  # fmt: skip
    assert len({case.number for case in cases}) == 1
    assert (cases[0].assignee_name, cases[0].visit_uuid) == ("窓口 花子", visit)
    assert cases[0].birth_first == date(1988, 2, 29)
    assert len(find_cases(context, CaseSearch("たかはし")).cases) == 4
    story = case_story(context, cases[0].uuid)
    assert [event.step for event in story.events] == ["accepted", "correction_requested"]
    connections["default"].close()
    migrate(BEFORE)
    rows = superuser.execute("SELECT status FROM cases_case ORDER BY uuid").fetchall()
    assert [status for (status,) in rows] == ["open", "working", "returned", "done"]
