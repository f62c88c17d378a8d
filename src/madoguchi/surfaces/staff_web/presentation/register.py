"""People of the register as lines of a table and as facts on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from madoguchi.core.vocabulary import Vocabulary, value_from_json
from madoguchi.engines.forms.api import as_text
from madoguchi.engines.residents.api import ResidentRecord
from madoguchi.engines.residents.api import Status as ResidentStatus
from madoguchi.journeys.same_person.api import NearPerson
from madoguchi.lib.japanese.dates import format_wareki

NOTICE_KINDS = {"protected": "error", "deceased": "error", "moved_out": "warning", "removed": "warning"}
"""How loudly a notice is said."""

_FROM_VOCABULARY = (
    "person.nationality_kind",
    "person.health_insurance",
    "person.pension_kind",
    "person.care_level",
)


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One person in a table. The address of a guarded person is not shown there."""

    record: ResidentRecord
    age: str
    address: str
    gone: bool
    guarded: bool

    @property
    def row_class(self) -> str:
        """What the row looks like, so that nobody overlooks who is guarded, dead or gone."""
        kinds = [notice.kind for notice in self.record.notices]
        return f"has-notice notice-of-{kinds[0]}" if kinds else ""

    @property
    def birth_date(self) -> tuple[str, str]:
        """The birth date in two parts that stay on one line each: 「1966年（昭和41年）」「4月3日（日）」."""
        year, bracket, day = self.record.birth_date_text.partition("）")
        return year + bracket, day


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value."""

    label: str
    text: str


def found_line(record: ResidentRecord, today: date, guarded: frozenset[UUID] = frozenset()) -> FoundLine:
    """The line of a person; `guarded` are the households with somebody under 支援措置."""
    hidden = record.protected or record.household_uuid in guarded
    dead = record.status is ResidentStatus.DECEASED
    return FoundLine(
        record=record,
        age="" if dead else record.age_text(today),
        address="" if hidden else record.address,
        gone=record.status is not ResidentStatus.RESIDENT,
        guarded=hidden,
    )


@dataclass(frozen=True, slots=True)
class NearLine(FoundLine):
    """Somebody who is nearly whom one looked for, with the reason."""

    why: str = ""


def near_line(near: NearPerson, today: date) -> NearLine:
    """The line of somebody who is nearly as typed."""
    line = found_line(near.record, today)
    return NearLine(
        record=line.record,
        age=line.age,
        address="" if near.guarded else line.address,
        gone=line.gone,
        guarded=near.guarded,
        why=near.why,
    )


def facts_of_person(record: ResidentRecord, vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """What the register says besides name, birth and address; nothing that it does not say."""
    facts = [
        Fact("宛名番号", record.resident_number),
        Fact("世帯番号", record.household_number),
        Fact("住民となった日", format_wareki(record.became_resident_on) if record.became_resident_on else ""),
        Fact("住所を定めた日", format_wareki(record.address_since) if record.address_since else ""),
    ]
    answers = record.as_answers()
    for key in _FROM_VOCABULARY:
        item = vocabulary.get(key)
        if item is not None and key in answers:
            facts.append(Fact(item.label, as_text(item, value_from_json(item, answers[key]))))
    facts.append(Fact("マイナンバーカード", "持っている" if record.has_my_number_card else "持っていない"))
    if record.care_insured:
        facts.append(Fact("介護保険", "被保険者"))
    if record.child_allowance:
        facts.append(Fact("児童手当", "受けている"))
    if record.destination:
        facts.append(Fact("転出先", "" if record.protected else record.destination))
    return tuple(fact for fact in facts if fact.text)
