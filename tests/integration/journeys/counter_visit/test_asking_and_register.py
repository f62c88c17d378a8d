"""Questions for several people at once, the list of people, and beginning from the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.residents.api import NewHousehold, NewResident, load_synthetic_register
from madoguchi.journeys.counter_visit import api
from madoguchi_testing.people import Clerk, demo_actor

HERE, NEIGHBOUR = "072028", "072087"
TODAY = date(2026, 3, 19)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def clerk() -> Clerk:
    return Clerk(HERE)


@pytest.fixture
def family(db: None) -> list[NewResident]:
    """A married couple of the register."""
    couple = [
        NewResident(
            uuid4(), "0000000001", "若松", "太郎", "ワカマツ", "タロウ", date(1966, 4, 3), "male", "head"
        ),
        NewResident(
            uuid4(), "0000000002", "若松", "花子", "ワカマツ", "ハナコ", date(1970, 6, 1), "female", "spouse"
        ),
    ]
    home = NewHousehold(
        uuid4(),
        "0000777777",
        "9650846",
        "門田町大字飯寺字村西",
        "582番地1",
        "",
        "0242-00-0001",
        tuple(couple),
    )
    load_synthetic_register(HERE, [home])
    return couple


def do(action: Any, clerk: Clerk, given: Any) -> Any:
    return run(action, clerk.context, given)


def empty_visit(clerk: Clerk) -> api.Visit:
    visit: api.Visit = do(api.OpenEmpty(), clerk, api.EmptyVisit("moving_in"))
    return visit


def people(visit: api.Visit, *born: str) -> api.People:
    posted: dict[str, Any] = {"person": ",".join(f"a{number}" for number in range(len(born)))}
    for number, day in enumerate(born):
        posted[f"person-a{number}-relation"] = "head" if number == 0 else "child"
        posted[f"person-a{number}-birth_date"] = day
    return api.People(visit.uuid, visit.version, posted)


def test_the_list_of_people_is_written_at_once_and_the_first_stands_at_the_counter(clerk: Clerk) -> None:
    visit = do(api.SavePeople(), clerk, people(empty_visit(clerk), "S41.4.3", "H21.12.12"))
    members = visit.answers["members"]
    assert [one["person.birth_date"] for one in members] == ["1966-04-03", "2009-12-12"]
    assert members[0]["person.is_applicant"] is True
    assert visit.origins["person-1-birth_date"] == "clerk"


def test_one_wrong_row_writes_nobody_and_says_which(clerk: Clerk) -> None:
    visit = empty_visit(clerk)
    with pytest.raises(api.InputNotReadError) as refusal:
        do(api.SavePeople(), clerk, people(visit, "S41.4.3", "2月30日"))
    assert list(refusal.value.errors) == ["person-a1-birth_date"]
    assert clerk.look(visit.uuid).facts.members is None


def test_a_household_of_forty_is_listed(clerk: Clerk) -> None:
    visit = do(api.SavePeople(), clerk, people(empty_visit(clerk), *["1980-01-01"] * 40))
    assert len(clerk.look(visit.uuid).persons) == 40


def test_a_question_is_answered_for_those_who_answered_and_asked_again_for_the_others(clerk: Clerk) -> None:
    visit = do(api.SavePeople(), clerk, people(empty_visit(clerk), "S41.4.3", "H21.12.12"))
    posted = {"person-0-has_my_number_card": "yes"}
    given = api.Answers(visit.uuid, visit.version, "person.has_my_number_card", (0, 1), posted)
    after = do(api.AnswerQuestion(), clerk, given)
    facts = clerk.look(after.uuid).facts
    assert facts.is_answered("person.has_my_number_card", 0)
    assert not facts.is_answered("person.has_my_number_card", 1)


def test_an_answer_to_a_list_that_changed_meanwhile_is_refused(clerk: Clerk) -> None:
    visit = do(api.SavePeople(), clerk, people(empty_visit(clerk), "S41.4.3"))
    given = api.Answers(visit.uuid, visit.version - 1, "person.has_my_number_card", (0,), {"x": "y"})
    with pytest.raises(api.StaleVisitError):
        do(api.AnswerQuestion(), clerk, given)


@pytest.mark.parametrize(
    ("item", "persons"), [("person.age", (0,)), ("no.item", ()), ("person.name", ()), ("person.name", (7,))]
)
def test_a_question_that_does_not_exist_is_refused(clerk: Clerk, item: str, persons: tuple[int, ...]) -> None:
    visit = do(api.SavePeople(), clerk, people(empty_visit(clerk), "S41.4.3"))
    with pytest.raises(api.UnknownFieldError):
        do(api.AnswerQuestion(), clerk, api.Answers(visit.uuid, visit.version, item, persons, {}))


def test_a_visit_from_the_register_knows_the_household_already(
    clerk: Clerk, family: list[NewResident]
) -> None:
    visit = do(api.OpenFromRegister(), clerk, api.FromRegister("moving_out", family[1].uuid))
    sheet = clerk.look(visit.uuid)
    assert [one.label for one in sheet.persons] == ["若松 太郎さん", "若松 花子さん"]
    assert sheet.facts.applicant() == 1
    rows = {row.field.id: row for section in sheet.sections for row in section.rows}
    assert (rows["person-0-name"].register, rows["person-0-name"].origin) == ("若松 太郎", "register")
    assert rows["move-old_address"].field.as_text() == "会津若松市門田町大字飯寺字村西582番地1"
    assert rows["contact-phone"].field.as_text() == "0242-00-0001"


def test_who_comes_back_from_elsewhere_begins_alone(clerk: Clerk, family: list[NewResident]) -> None:
    visit = do(api.OpenFromRegister(), clerk, api.FromRegister("moving_in", family[0].uuid))
    sheet = clerk.look(visit.uuid)
    assert len(sheet.persons) == 1
    assert not sheet.facts.is_answered("move.old_address")


def test_looking_at_a_household_is_written_into_the_audit_log(
    clerk: Clerk, family: list[NewResident]
) -> None:
    known = api.known_people(clerk.context, family[0].uuid)
    assert [one.name for one in known.household.members] == ["若松 太郎", "若松 花子"]
    with tenancy.municipality(HERE):
        entry = AuditEntry.objects.get(action="read.residents.household")
    assert "若松" not in f"{entry.subject} {entry.details}"


def test_a_resident_who_is_not_there_or_the_neighbours_is_not_found(
    clerk: Clerk, family: list[NewResident]
) -> None:
    with pytest.raises(api.ResidentNotFoundError):
        do(api.OpenFromRegister(), clerk, api.FromRegister("moving_out", UUID(int=3)))
    with pytest.raises(api.ResidentNotFoundError):
        api.known_people(Clerk(NEIGHBOUR).context, family[0].uuid)
    with pytest.raises(NotAllowedError):
        api.known_people(Clerk(HERE, demo_actor(HERE, roles=["auditor"])).context, family[0].uuid)
