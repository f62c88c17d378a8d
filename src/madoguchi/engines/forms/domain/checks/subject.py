"""What every rule looks at: the pack, the chosen lines of the plan, the facts, and a few ready answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.core.packs.model import MunicipalityPack
from madoguchi.core.vocabulary import Facts, PartialDate, person_label
from madoguchi.engines.forms.domain.outline import EntryShape


@dataclass(frozen=True, slots=True)
class Interval:
    """The days that a date may be: one day, or a month or year when it is known in part."""

    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class Subject:
    """A form under check."""

    pack: MunicipalityPack
    entries: Sequence[EntryShape]
    facts: Facts
    online: bool = False
    """Whether it is an application from home, with nobody at a counter to ask."""

    @property
    def today(self) -> date:
        """The day on which the form is checked."""
        return self.facts.today

    def text(self, key: str, person: int | None = None) -> str | None:
        """The value of a text or code item; None when it is missing or not known."""
        value = self._value(key, person)
        return value if isinstance(value, str) else None

    def flag(self, key: str, person: int | None = None) -> bool | None:
        """The value of a yes-or-no item; None when it is missing or not known."""
        value = self._value(key, person)
        return value if isinstance(value, bool) else None

    def days(self, key: str, person: int | None = None) -> Interval | None:
        """The days that a date item may be; None when it is missing or not known."""
        value = self._value(key, person)
        if isinstance(value, PartialDate):
            return Interval(value.earliest, value.latest)
        return Interval(value, value) if isinstance(value, date) else None

    def _value(self, key: str, person: int | None) -> object:
        return self.facts.get(key, person) if key in self.pack.vocabulary else None

    def relation(self, person: int) -> str | None:
        """The relation to the head of the household."""
        return self.text("person.relation", person)

    def birth(self, person: int) -> Interval | None:
        """The days on which a person may have been born."""
        return self.days("person.birth_date", person)

    def with_relation(self, relation: str) -> list[int]:
        """The numbers of the persons with that relation."""
        return [person for person in self.facts.persons() if self.relation(person) == relation]

    def called(self, person: int) -> str:
        """What to call a person in a message."""
        return person_label(self.facts, person)

    def is_complete_on(self, key: str) -> bool:
        """Whether every person of the household has a known value."""
        persons = self.facts.persons()
        return bool(persons) and all(self.text(key, person) is not None for person in persons)
