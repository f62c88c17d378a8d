"""Two clerks at the same moment: one visit, one set of cases, one hand-over."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import connection

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import run
from madoguchi.core.audit import api as audit
from madoguchi.core.packs import Packs, load_packs_or_refuse
from madoguchi.engines.cases.api import Case
from madoguchi.engines.handover.api import HandoverRecord
from madoguchi.journeys.counter_visit import api
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi_testing.people import Clerk, sealed_code

Result = TypeVar("Result")
HERE = "072028"
TODAY = date(2026, 3, 19)


@pytest.fixture
def packs(settings: Any, tmp_path: Path) -> Iterator[Packs]:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    write_keypair(tmp_path / "keys", HERE, generate_keypair())
    with clock.fixed(TODAY):
        yield load_packs_or_refuse(settings.MADOGUCHI_PACKS)


@pytest.fixture
def code(packs: Packs) -> str:
    return sealed_code(packs, next(one for one in packs.scenarios if one.journey.get("demo")))


def at_the_same_moment(work: Callable[[], Result], people: int = 2) -> list[Result | Exception]:
    """The same work in several threads that begin together; what each got, exceptions included."""
    together = threading.Barrier(people, timeout=120)

    def one() -> Result | Exception:
        try:
            with clock.fixed(TODAY):
                together.wait()
                return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as pool:
        return [future.result() for future in [pool.submit(one) for _ in range(people)]]


def test_a_code_scanned_by_three_at_once_becomes_one_visit(committed_db: None, code: str) -> None:
    results = at_the_same_moment(lambda: Clerk(HERE).scan([code]), people=3)
    scanned = [one for one in results if isinstance(one, api.Scanned)]
    assert len(scanned) == 3, results
    assert len({one.uuid for one in scanned}) == 1
    assert sorted(one.again for one in scanned) == [False, True, True]


def test_a_visit_accepted_by_two_at_once_opens_one_set_of_cases(committed_db: None, code: str) -> None:
    clerk = Clerk(HERE)
    visit = clerk.identify(clerk.scan([code]).uuid)
    results = at_the_same_moment(lambda: Clerk(HERE).accept_version(visit.uuid, visit.version))
    accepted = [one for one in results if isinstance(one, api.Accepted)]
    assert len(accepted) == 2, results
    assert sorted(one.again for one in accepted) == [False, True]
    assert {case.uuid for case in accepted[0].cases} == {case.uuid for case in accepted[1].cases}
    with tenancy.municipality(HERE):
        assert Case.objects.count() == len(accepted[0].cases)
        procedures = list(HandoverRecord.objects.values_list("payload__procedure", flat=True))
        assert len(procedures) == len(set(procedures))
        assert audit.verify(HERE) == []


def test_who_accepts_while_a_colleague_corrects_is_told_to_look_again(committed_db: None, code: str) -> None:
    clerk = Clerk(HERE)
    visit = clerk.identify(clerk.scan([code]).uuid)
    works: list[Callable[[], object]] = [
        lambda: Clerk(HERE).accept_version(visit.uuid, visit.version),
        lambda: run(
            api.CorrectItem(),
            Clerk(HERE).context,
            api.Correction(visit.uuid, "contact.phone", None, {"contact-phone": "0242-00-0001"}),
        ),
    ]
    results = at_the_same_moment(lambda: works.pop()())
    errors = [one for one in results if isinstance(one, Exception)]
    # Whoever came second: the acceptance of an older version, or the correction of an accepted visit.
    assert len(errors) == 1, results
    assert isinstance(errors[0], api.StaleVisitError | api.VisitClosedError)


def test_papers_wanted_by_two_at_once_are_made_once(committed_db: None, code: str) -> None:
    clerk = Clerk(HERE)
    visit = clerk.identify(clerk.scan([code]).uuid)
    clerk.accept(visit.uuid)
    results = at_the_same_moment(lambda: api.documents_of(Clerk(HERE).context, visit.uuid))
    papers = [[paper.uuid for paper in one] for one in results if isinstance(one, tuple)]
    assert len(papers) == 2, results
    assert papers[0] == papers[1]
