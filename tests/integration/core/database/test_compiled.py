"""A query whose SQL is made once answers as the query itself does."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.audit import api as audit
from madoguchi.core.audit.models import AppendOnlyError, AuditEntry
from madoguchi.core.database.compiled import CompiledQuery, rows_together
from madoguchi.core.measuring import api as measuring
from madoguchi.core.measuring.models import StepTime

pytestmark = pytest.mark.django_db
AIZU, KITAKATA = "072028", "072087"


def steps(journey: UUID, step: str) -> QuerySet[StepTime]:
    return StepTime.objects.filter(journey_id=journey, step=step, actor_kind="staff").order_by("pk")


STEPS = CompiledQuery(steps, journey=UUID(int=1), step="a step")


def test_it_finds_what_the_query_finds_and_nothing_of_the_neighbour() -> None:
    journey = uuid4()
    for code in (AIZU, KITAKATA):
        with tenancy.municipality(code):
            for step in ("scanned", "scanned", "accepted", "a step"):
                measuring.record(step, journey)
            for asked in ("scanned", "a step", "'; DROP TABLE measuring_steptime; --", "%s"):
                assert STEPS.rows(journey=journey, step=asked) == list(steps(journey, asked))
            assert len(STEPS.rows(journey=journey, step="scanned")) == 2
    assert STEPS.rows(journey=journey, step="scanned") == []


def test_values_are_read_as_the_model_reads_them() -> None:
    compiled = CompiledQuery(lambda subject: AuditEntry.objects.filter(subject=subject), subject="a subject")
    with tenancy.municipality(AIZU):
        audit.record_reading(Context(AIZU, Actor.system("test")), "test", "case:1", {"cases": [1, None]})
    with tenancy.municipality(AIZU):
        (entry,) = compiled.rows(subject="case:1")
        assert entry.details == {"cases": [1, None]}
        assert entry == AuditEntry.objects.get()
        with pytest.raises(AppendOnlyError):
            entry.save()


def test_other_values_than_those_it_was_made_for_are_refused() -> None:
    with tenancy.municipality(AIZU):
        for values in (
            {"journey": uuid4()},
            {"journey": "x", "step": "x"},
            {"journey": uuid4(), "step": None},
        ):
            with pytest.raises(TypeError):
                STEPS.rows(**values)
        with pytest.raises(ValueError, match="step"):
            CompiledQuery(lambda step: StepTime.objects.all(), step="a step").rows(step="x")


def test_it_goes_on_after_a_new_connection() -> None:
    journey = uuid4()
    with tenancy.municipality(AIZU):
        measuring.record("scanned", journey)
        STEPS.rows(journey=journey, step="scanned")
        STEPS._of_thread.made.connection = None
        with CaptureQueriesContext(connection) as queries:
            assert len(STEPS.rows(journey=journey, step="scanned")) == 1
    assert len(queries) == 1


def test_rows_that_come_through_row_security_in_one_message_are_the_same() -> None:
    journey = uuid4()
    for code in (AIZU, KITAKATA):
        with tenancy.municipality(code):
            measuring.record("scanned", journey)
    found = STEPS.rows_through(partial(tenancy.all_rows, AIZU), journey=journey, step="scanned")
    assert [(one.municipality_code, one.journey_id) for one in found] == [(AIZU, journey)]


def test_several_queries_are_one_message_and_each_reads_its_own_rows() -> None:
    journey, other = uuid4(), uuid4()
    with tenancy.municipality(AIZU):
        for one, step in ((journey, "scanned"), (journey, "accepted"), (other, "scanned")):
            measuring.record(step, one)
        with CaptureQueriesContext(connection) as asked:
            found = rows_together(
                (STEPS, {"journey": journey, "step": "scanned"}),
                (STEPS, {"journey": journey, "step": "'; DROP TABLE measuring_steptime; --"}),
                (STEPS, {"journey": other, "step": "scanned"}),
            )
        assert len(asked) == 1
        assert found == [list(steps(journey, "scanned")), [], list(steps(other, "scanned"))]
