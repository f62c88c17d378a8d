"""What a desk gets of the answers of a household, whichever way they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from madoguchi.core.packs import Procedure
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX, Facts
from madoguchi.engines.cases.actions.opening import NewCase
from madoguchi.lib.japanese.dates import AnyDate, PartialDate

HOUSEHOLD = "世帯"
_WHO = ("name", "name_kana", "birth_date")


def case_from_answers(
    procedure: Procedure,
    person: int | None,
    facts: Facts,
    answers: Mapping[str, Any],
    *,
    due: date | None,
    about: str | None = None,
) -> NewCase:
    """A case with exactly the answers that its procedure asks for.

    `answers` are the facts as JSON; `person` is whom it concerns, None for the household. `about` is that of
    the event (`LifeEvent.about`): what asks for that person's name is the case of who died, for whom the desk
    looks, and not of the relative who came.
    """
    called = f"{about}.name" if about is not None and person is None else ""
    if called in procedure.asks and isinstance(facts.case.get(called), str):
        name, kana, birth = _identity([facts.case.get(f"{about}.{item}") for item in _WHO])
    else:
        name, kana, birth = _whose(facts, person)
    return NewCase(
        procedure_key=procedure.key,
        procedure_label=procedure.label,
        desk_role=procedure.desk,
        person_index=person,
        person_name=name,
        person_kana=kana,
        person_birth=birth,
        due=due,
        data=asked_answers(answers, procedure, person),
    )


def asked_answers(answers: Mapping[str, Any], procedure: Procedure, person: int | None) -> dict[str, Any]:
    """Of the answers as JSON what the procedure asks: the household's, and those of the persons concerned."""
    asked = set(procedure.asks)
    data = {key: value for key, value in answers.items() if key in asked and key != MEMBERS}
    members = answers.get(MEMBERS)
    if isinstance(members, list) and any(key.startswith(PERSON_PREFIX) for key in asked):
        concerned = members if person is None else [members[person]]
        data[MEMBERS] = [
            {key: value for key, value in member.items() if key in asked} for member in concerned
        ]
    return data


def _whose(facts: Facts, person: int | None) -> tuple[str, str, AnyDate | None]:
    """Whose case it is: the person, or for the household its head, else the applicant.

    Name, reading and birth date, as far as they are known.
    """
    number = person if person is not None else facts.head() if facts.head() is not None else facts.applicant()
    if number is None:
        return HOUSEHOLD, "", None
    return _identity([facts.get(f"{PERSON_PREFIX}{item}", number) for item in _WHO])


def _identity(values: Sequence[object]) -> tuple[str, str, AnyDate | None]:
    """Name, reading and birth date of such values, as far as they are known."""
    name, kana, birth = values
    return (
        name if isinstance(name, str) else HOUSEHOLD,
        kana if isinstance(kana, str) else "",
        birth if isinstance(birth, date | PartialDate) else None,
    )
