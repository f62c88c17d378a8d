"""How many counters a household must visit: every desk for itself, and with a one-stop counter.

A one-stop counter takes the notices for other desks, unless a procedure needs the household at its own desk
(`in_person` in the packs). Desks at the same place are one stop. The household goes to the one-stop counter
when something of its own is done there, or when it spares at least two other counters: nobody is sent round
by one counter to spare one. So there are never more counters than without it, and never none where something
must be done at a counter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.core.packs.model import Desk, OneStop

Place = tuple[str, str, str]
"""Counter, name and floor of a desk."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A procedure that is done at a counter. `in_person`: the household must come to its own desk."""

    procedure: str
    desk: Desk
    in_person: bool


@dataclass(frozen=True, slots=True)
class Counters:
    """The counters of one household.

    `each` are those that it would have to visit one by one, `remaining` those that it really visits. `taken`
    are the keys of the procedures of other counters that are done at `one_stop`; None where nothing is.
    """

    each: frozenset[Place] = frozenset()
    remaining: frozenset[Place] = frozenset()
    taken: frozenset[str] = frozenset()
    one_stop: Desk | None = None

    @property
    def spared(self) -> int:
        """How many counters fewer."""
        return len(self.each) - len(self.remaining)

    def remains(self, desk: Desk) -> bool:
        """Whether the household goes to this counter itself."""
        return desk.place in self.remaining


def count_counters(
    errands: Iterable[Errand], one_stop: OneStop | None, desk: Desk | None, *, there: bool = False
) -> Counters:
    """The counters of these errands; `desk` is the one-stop counter's, None where there is none.

    `there`: the household already stands at it, so that it is worth going to for a single counter. A
    procedure is taken when all its errands can be: people do not do half of it twice.
    """
    errands = tuple(errands)
    each = frozenset(errand.desk.place for errand in errands)
    if one_stop is None or desk is None:
        return Counters(each, each)
    held = {
        errand.procedure for errand in errands if errand.in_person or not one_stop.takes_for(errand.desk.role)
    }
    away = [errand for errand in errands if errand.desk.place != desk.place]
    staying = {errand.desk.place for errand in away if errand.procedure in held}
    sparable = {errand.desk.place for errand in away} - staying
    goes_there = desk.place in each or len(sparable) >= (1 if there else 2)
    if not goes_there:
        return Counters(each, each)
    taken = frozenset(errand.procedure for errand in away) - held
    return Counters(each, frozenset(staying | {desk.place}), taken, desk if taken else None)
