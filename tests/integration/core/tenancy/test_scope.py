"""Row security seen from the application's role."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest
import pytest_django
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from madoguchi.core import clock, tenancy
from madoguchi.core.measuring.models import StepTime
from madoguchi.core.tenancy import InvalidMunicipalityCodeError, current_municipality, municipality

AIZU, KITAKATA = "072028", "072087"
JOURNEY = "11111111-1111-4111-8111-111111111111"


def leave_a_time() -> StepTime:
    return StepTime.objects.create(journey_id=JOURNEY, step="scanned", at=clock.now(), actor_kind="staff")


@pytest.mark.django_db
def test_the_application_connects_as_a_role_that_owns_nothing_and_cannot_bypass_row_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole,"
            " (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid"
            " AND relnamespace = 'public'::regnamespace)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("madoguchi_app", False, False, False, 0)


@pytest.mark.django_db
def test_a_row_is_seen_only_within_its_municipality() -> None:
    with municipality(AIZU):
        leave_a_time()
        assert StepTime.objects.count() == 1
    assert StepTime.objects.count() == 0
    with municipality(KITAKATA):
        assert StepTime.objects.count() == 0


@pytest.mark.django_db
def test_a_row_for_the_neighbour_is_refused() -> None:
    with pytest.raises(ProgrammingError), municipality(AIZU):
        StepTime.objects.create(
            municipality_code=KITAKATA, journey_id=JOURNEY, step="x", at=clock.now(), actor_kind="staff"
        )


@pytest.mark.django_db
def test_without_a_municipality_nothing_can_be_written() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        leave_a_time()


@pytest.mark.django_db
def test_blocks_nest_and_give_the_outer_municipality_back() -> None:
    with municipality(AIZU):
        with municipality(AIZU):
            leave_a_time()
        with municipality(KITAKATA):
            assert current_municipality() == KITAKATA
        assert current_municipality() == AIZU
        with pytest.raises(RuntimeError), municipality(KITAKATA):
            raise RuntimeError
        assert current_municipality() == AIZU
        assert StepTime.objects.count() == 1
    assert current_municipality() is None


@pytest.mark.parametrize("code", ["07202", "0720281", "０７２０２８", "072028' OR '1'='1", "", "072028\n"])
def test_what_is_not_six_digits_is_no_municipality(code: str) -> None:
    with pytest.raises(InvalidMunicipalityCodeError), municipality(code):
        pass


def test_the_next_user_of_a_connection_does_not_inherit_the_municipality(committed_db: None) -> None:
    with municipality(AIZU):
        leave_a_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('madoguchi.municipality', true)")
        assert cursor.fetchone() in [(None,), ("",)]
    assert StepTime.objects.count() == 0


@pytest.mark.django_db
def test_rows_made_in_bulk_take_the_current_municipality() -> None:
    with municipality(AIZU):
        StepTime.objects.bulk_create(
            [StepTime(journey_id=JOURNEY, step=str(n), at=clock.now(), actor_kind="staff") for n in range(3)]
        )
        assert set(StepTime.objects.values_list("municipality_code", flat=True)) == {AIZU}


def test_a_thread_that_inherits_the_context_does_not_inherit_the_municipality(committed_db: None) -> None:
    def look() -> tuple[str | None, int]:
        try:
            before = current_municipality()
            with municipality(AIZU):
                return before, StepTime.objects.count()
        finally:
            connection.close()

    with municipality(AIZU):
        leave_a_time()
    with municipality(AIZU), ThreadPoolExecutor(1) as threads:
        assert threads.submit(copy_context().run, look).result() == (None, 1)


def test_two_threads_work_for_two_municipalities_at_once(committed_db: None) -> None:
    both_inside = threading.Barrier(2, timeout=120)
    seen: dict[str, int] = {}

    def work(code: str) -> None:
        try:
            with municipality(code):
                leave_a_time()
                both_inside.wait()
                seen[code] = StepTime.objects.count()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[code]) for code in (AIZU, KITAKATA)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {AIZU: 1, KITAKATA: 1}


@pytest.mark.django_db
def test_many_rows_are_copied_through_row_security() -> None:
    columns = ["municipality_code", "journey_id", "step", "at", "actor_kind"]
    with municipality(AIZU):
        rows = [(AIZU, JOURNEY, f"step {n}", clock.now(), "system") for n in range(1000)]
        assert tenancy.copy_rows(StepTime, columns, rows) == 1000
        assert StepTime.objects.count() == 1000
    with pytest.raises(ProgrammingError), municipality(AIZU):
        tenancy.copy_rows(StepTime, columns, [(KITAKATA, JOURNEY, "x", clock.now(), "system")])


WHERE_AM_I = "SELECT current_setting('madoguchi.municipality', true), %s::text"


@pytest.mark.usefixtures("django_db_setup")
def test_one_query_in_one_round_trip_is_of_its_municipality_and_leaves_nothing_behind(
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> None:
    # Not in a test's transaction; nothing is written.
    with django_db_blocker.unblock():
        with CaptureQueriesContext(connection) as captured:
            assert tenancy.first_row(AIZU, WHERE_AM_I, ["it's; -- 100%"]) == (AIZU, "it's; -- 100%")
        assert len(captured) == 1
        with connection.cursor() as cursor:
            cursor.execute(WHERE_AM_I, [""])
            assert cursor.fetchone() in [("", ""), (None, "")]
        connection.close()


@pytest.mark.django_db
def test_one_query_within_a_transaction_gives_the_municipality_back() -> None:
    with municipality(AIZU):
        assert tenancy.first_row(KITAKATA, WHERE_AM_I, [""]) == (KITAKATA, "")
        assert tenancy.first_row(AIZU, "SELECT 1 WHERE %s", [False]) is None
        with connection.cursor() as cursor:
            cursor.execute(WHERE_AM_I, [""])
            assert cursor.fetchone() == (AIZU, "")


@pytest.mark.django_db
def test_one_query_needs_a_code_of_six_digits() -> None:
    with pytest.raises(InvalidMunicipalityCodeError):
        tenancy.first_row("07202'", WHERE_AM_I, [""])
