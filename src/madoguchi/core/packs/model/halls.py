"""Halls in which people wait: counters with their desks, and the purposes for which a ticket is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from madoguchi.lib.opening_hours import OpeningHours

DEFAULT_LATE_MINUTES = 10
"""Who comes later than this to an appointment waits like those who have none."""

DEFAULT_OVERTAKEN = 3
"""How many people who came later may be called before one who waits, at the most."""


@dataclass(frozen=True, slots=True)
class HallDesk:
    """One desk (窓口の席) of a counter: where one clerk calls. `key` is unique within the hall.

    `label` stands in the language of the pack, `sign` as it stands over the desk: in Japanese.
    """

    key: str
    label: str
    sign: str = ""


@dataclass(frozen=True, slots=True)
class HallCounter:
    """A counter of a hall: one queue, served at one or several desks.

    `roles` are the desk roles of the municipality that it plays; `colour` is a key of LINE_COLOURS. `label`
    stands in the language of the pack, `sign` as it stands over the counter: in Japanese.
    """

    key: str
    label: str
    desks: tuple[HallDesk, ...]
    roles: tuple[str, ...] = ()
    colour: str | None = None
    sign: str = ""

    def desk(self, key: str) -> HallDesk | None:
        """The desk of that key, if it stands here."""
        return next((one for one in self.desks if one.key == key), None)


@dataclass(frozen=True, slots=True)
class HallPurpose:
    """Why somebody comes. `letter` stands before the number of the ticket, `minutes` is how long it usually
    takes at `counter`; `then` are the counters to which the person goes on afterwards, in their order.

    `fast`: so short that it goes into the fast line also without a pre-application.
    """

    key: str
    label: str
    icon: str
    letter: str
    counter: str
    minutes: int
    fast: bool = False
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall of one municipality, with what its order goes by. `languages` are those of the kiosk.

    `numbers_past_closing`: the kiosk gives numbers also to whoever will likely be called only after closing;
    `served_past_closing`: the municipality says that whoever holds a number is called all the same.
    """

    municipality_code: str
    key: str
    name: str
    place: str
    hours: OpeningHours
    languages: tuple[str, ...]
    counters: Mapping[str, HallCounter]
    purposes: Mapping[str, HallPurpose]
    late_after: int = DEFAULT_LATE_MINUTES
    overtaken_at_most: int = DEFAULT_OVERTAKEN
    numbers_past_closing: bool = True
    served_past_closing: bool = False
    example: frozenset[str] = field(default_factory=frozenset)

    @property
    def desks(self) -> Iterator[tuple[HallCounter, HallDesk]]:
        """Every desk with its counter, in the order of the pack."""
        for counter in self.counters.values():
            for desk in counter.desks:
                yield counter, desk

    def counter_of_desk(self, desk: str) -> HallCounter | None:
        """The counter at which a desk stands; None where the hall has no such desk."""
        return next((counter for counter, one in self.desks if one.key == desk), None)

    def label_of_desk(self, sign: str) -> str:
        """What a desk is called in the language of the hall; the sign itself where no desk has it."""
        return next((desk.label for _, desk in self.desks if desk.sign == sign), sign)

    def purposes_at(self, counter: str) -> tuple[HallPurpose, ...]:
        """What people come to a counter for first."""
        return tuple(one for one in self.purposes.values() if one.counter == counter)
