"""What is known about one household at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from madoguchi.core.vocabulary.items import MEMBERS, PERSON_PREFIX
from madoguchi.core.vocabulary.values import UNKNOWN, Unknown, Value

ACTING = "contact.care_applicant"
"""The item that tells who applies, where an event asks for it."""

FROM_OUTSIDE = ("relative", "guardian", "office", "other")
"""Its answers that are none of the people of the form."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The answers of one household.

    `case` maps the keys of the household's items to values, each of `members` the keys of a person's items
    (with `person.`). A missing key has not been answered and may be asked; `DONT_KNOW` has been answered and
    is not asked again. `members` is None while the composition of the household is not known.
    `today` is the day for which rules are read: nothing here looks at a clock.
    """

    case: Mapping[str, Value]
    members: tuple[Mapping[str, Value], ...] | None
    today: date

    def get(self, key: str, person: int | None = None) -> Value:
        """The value of an item, `UNKNOWN` when it is missing or answered 「わからない」."""
        return self._holder(key, person).get(key, UNKNOWN)

    def is_answered(self, key: str, person: int | None = None) -> bool:
        """Whether the item was answered, be it with 「わからない」. `members` asks for the composition."""
        if key == MEMBERS:
            return self.members is not None
        return key in self._holder(key, person)

    def with_value(self, key: str, value: Value, person: int | None = None) -> Facts:
        """The same facts with one answer more, or changed. Raises IndexError for nobody's index."""
        if not key.startswith(PERSON_PREFIX):
            return replace(self, case={**self.case, key: value})
        members = list(self.members or ())
        members[self._index(key, person)] = {**members[self._index(key, person)], key: value}
        return replace(self, members=tuple(members))

    def with_members(self, members: tuple[Mapping[str, Value], ...] | None) -> Facts:
        """The same facts with another composition of the household."""
        return replace(self, members=members)

    def persons(self) -> range:
        """The indexes of the members; empty while the composition is not known."""
        return range(len(self.members or ()))

    def applicant(self) -> int | None:
        """The index of the person who asks, or None when nobody is marked as applicant.

        Of one person alone it goes without saying, when they come to the counter themselves. Nobody of them
        is it where somebody from outside acts for them.
        """
        acting = self.get(ACTING)
        if acting in FROM_OUTSIDE:
            return None
        marked = self._first("person.is_applicant", True)
        alone = len(self.persons()) == 1 and (self.get("contact.visitor") == "member" or acting == "self")
        return 0 if marked is None and alone else marked

    def head(self) -> int | None:
        """The index of the head of the household (世帯主), or None when nobody is marked as head."""
        return self._first("person.relation", "head")

    def may_live_apart(self) -> bool:
        """Whether the people may belong to several households, each with a head of its own.

        So it is where somebody may act for somebody (a parent who lives elsewhere), and nobody moves and no
        household changes: there the register would get two heads.
        """
        changes = self.is_answered("household.change_kind") or self.get("move.kind") != "none"
        return self.is_answered(ACTING) and not changes

    def _first(self, key: str, value: Value) -> int | None:
        for index, member in enumerate(self.members or ()):
            found = member.get(key, UNKNOWN)
            if not isinstance(found, Unknown) and found == value:
                return index
        return None

    def _holder(self, key: str, person: int | None) -> Mapping[str, Value]:
        if not key.startswith(PERSON_PREFIX):
            return self.case
        return (self.members or ())[self._index(key, person)]

    @staticmethod
    def _index(key: str, person: int | None) -> int:
        if person is None or person < 0:
            raise IndexError(f"{key} belongs to a person: say which member")
        return person
