"""The register is looked through for people who stand in it twice, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.integration.journeys.same_person.samples import (
    AGAIN,
    GUARDED,
    HERE,
    NEIGHBOUR,
    WATANABE,
    clerk,
    person,
    register,
    system,
)

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, NotAllowedError, run
from madoguchi.core.jobs import app
from madoguchi.engines.matching.api import (
    DecidePair,
    Judgement,
    PairVerdict,
    Review,
    opened_review,
    reviews_page,
)
from madoguchi.journeys.same_person import duplicates
from madoguchi.journeys.same_person.api import (
    CheckDuplicates,
    CheckRunsError,
    DuplicateCheck,
    OfCheck,
    StartDuplicateCheck,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_a_town(monkeypatch: pytest.MonkeyPatch) -> None:
    """How likely two people are one depends on how many there are."""
    monkeypatch.setattr(duplicates, "count_residents", lambda code: 118_322)


def check() -> DuplicateCheck:
    """What starting one and its job leave."""
    return run(CheckDuplicates(), system(), OfCheck(run(StartDuplicateCheck(), clerk(), None).uuid))


def asked() -> set[frozenset[str]]:
    """The pairs that wait, by the numbers of the people."""
    with tenancy.municipality(HERE):
        return {frozenset(one.subject.removeprefix("residents:").split(":")) for one in Review.objects.all()}


def pair(*numbers: int) -> frozenset[str]:
    return frozenset(str(person(number, "x x", "x x", WATANABE.birth_date).uuid) for number in numbers)


def test_who_stands_there_twice_is_asked_about_and_twins_father_and_son_and_namesakes_are_not() -> None:
    register()
    done = check()
    assert asked() == {pair(11, 21), pair(41, 42)}
    assert (done.asked, done.known) == (2, 0)
    assert done.compared > 2
    assert done.finished_at is not None


def test_what_was_decided_is_not_asked_again() -> None:
    register()
    check()
    for row in reviews_page(clerk()).rows:
        run(DecidePair(), clerk(), Judgement(row.uuid, 1, PairVerdict.DIFFERENT, row.version))
    done = check()
    assert (done.asked, done.known) == (0, 2)
    assert reviews_page(clerk()).rows == ()


def test_the_address_of_who_stands_under_protection_is_not_shown() -> None:
    register(HERE, person(72, "二瓶 春香", "ニヘイ ハルカ", GUARDED.birth_date, sex="female"))
    check()
    (row,) = [one for one in reviews_page(clerk()).rows if one.title == "二瓶 春香"]
    opened = opened_review(clerk(), row.uuid)
    for record in (opened.review.asks, opened.candidates[0].shows):
        (address,) = [one for one in record.fields if one.key == "address"]
        assert address.guarded
    assert opened.candidates[0].speaks


def test_one_check_at_a_time_unless_the_last_one_broke_off() -> None:
    register()
    run(StartDuplicateCheck(), clerk(), None)
    with pytest.raises(CheckRunsError):
        run(StartDuplicateCheck(), clerk(), None)
    later = clerk()
    later = Context(HERE, later.actor, later.now + timedelta(hours=3))
    run(StartDuplicateCheck(), later, None)


def test_a_job_that_comes_twice_does_nothing_the_second_time() -> None:
    register()
    started = run(StartDuplicateCheck(), clerk(), None)
    first = run(CheckDuplicates(), system(), OfCheck(started.uuid))
    again = run(CheckDuplicates(), system(), OfCheck(started.uuid))
    assert (first.finished_at, first.asked) == (again.finished_at, again.asked)


def test_nobody_starts_one_without_the_right_and_nobody_sees_those_of_others() -> None:
    register()
    with pytest.raises(NotAllowedError):
        run(StartDuplicateCheck(), clerk("residents.search"), None)
    check()
    assert reviews_page(clerk(code=NEIGHBOUR)).rows == ()
    assert "same_person.check" in app.tasks


def test_an_empty_register_has_no_duplicates() -> None:
    done = check()
    assert (done.compared, done.asked) == (0, 0)
    assert AGAIN.uuid != WATANABE.uuid
