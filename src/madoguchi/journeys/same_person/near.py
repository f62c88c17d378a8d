"""Who is nearly whom a clerk typed, when nobody is exactly that."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.tenancy import municipality
from madoguchi.engines.matching.api import (
    Agreement,
    Comparer,
    Evidence,
    Field,
    Match,
    Person,
    says_something,
    weights_for,
)
from madoguchi.engines.residents.api import NearlySought, ResidentRecord, guarded_households, people_near
from madoguchi.journeys.same_person.people import person_of
from madoguchi.lib.japanese.dates import DateError
from madoguchi.lib.japanese.queries import Query, read_query
from madoguchi.lib.japanese.text import is_kana

MOST_SHOWN = 5
_NAMES = (Field.FAMILY, Field.GIVEN)


@dataclass(frozen=True, slots=True)
class NearPerson:
    """Somebody of the register, with why they are offered; `guarded` hides the address."""

    record: ResidentRecord = field(repr=False)
    why: str
    guarded: bool


def near_people(context: Context, text: str) -> tuple[NearPerson, ...]:
    """The likeliest of those whose name is nearly what was typed, best first; nobody where no name was typed.

    What is shown is audited. Raises NotAllowedError.
    """
    if not context.actor.may("residents.search"):
        raise NotAllowedError(NotAllowedError.__doc__)
    read = read_query(text)
    if read.problem or not read.names:
        return ()
    sought = _person_of(text, read)
    code = context.municipality_code
    with municipality(code):
        birth = read.birth if isinstance(read.birth, date) else None
        found = people_near(code, NearlySought(read.names, birth))
        comparer = Comparer(weights_for(code))
        likely = [
            (match, record)
            for record in found
            if _is_near(match := comparer.compare(sought, person_of(record, with_address=False)))
        ]
        likely.sort(key=lambda one: (-one[0].weight, one[1].resident_number))
        shown = likely[:MOST_SHOWN]
        guarded = guarded_households({record.household_uuid for _, record in shown}, code)
        seen = [str(record.uuid) for _, record in shown]
        record_reading(context, "residents.search_near", "", {"residents": seen})
    return tuple(
        NearPerson(record, why_of(match), record.protected or record.household_uuid in guarded)
        for match, record in shown
    )


def why_of(match: Match) -> str:
    """「氏：一致、名：1字違い」."""
    return "、".join(f"{one.field.label}：{one.label}" for one in match.evidence if says_something(one))


def _person_of(text: str, read: Query) -> Person:
    """What was typed, without its date."""
    words = " ".join(word for word in text.split() if not _is_date(word))
    name, kana = ("", words) if is_kana(words) else (words, "")
    return Person("", name=name, kana=kana, birth_date=read.birth)


def _is_date(word: str) -> bool:
    try:
        return read_query(word).birth is not None
    except DateError:
        return False


def _is_near(match: Match) -> bool:
    said = [one for one in match.evidence if one.field in _NAMES and says_something(one)]
    return any(_fits(one) for one in said)


def _fits(evidence: Evidence) -> bool:
    return evidence.agreement is not Agreement.CONTRADICTS and evidence.level != "different"
