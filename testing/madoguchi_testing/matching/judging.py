"""How right answers are: recall and precision of what a program would do by itself, by kind of record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from madoguchi.engines.matching.api import Answer, Person, Verdict
from madoguchi_testing.matching.mistakes import Asked


@dataclass
class Tally:
    """Counts of one kind. `known` records are of somebody in the register."""

    asked: int = 0
    known: int = 0
    sure: int = 0
    right: int = 0
    shown: int = 0
    """Known, not sure, and the person is among the matches that somebody is shown."""

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        for name in ("asked", "known", "sure", "right", "shown"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def wrong(self) -> int:
        """Sure answers that name somebody else."""
        return self.sure - self.right

    @property
    def precision(self) -> float:
        """Share of the sure answers that are right; 1 when there is none."""
        return self.right / self.sure if self.sure else 1.0

    @property
    def recall(self) -> float:
        """Share of the people in the register who are found surely."""
        return self.right / self.known if self.known else 1.0

    @property
    def reached(self) -> float:
        """Share of the people in the register who are found surely or shown to somebody."""
        return (self.right + self.shown) / self.known if self.known else 1.0


@dataclass
class Judged:
    """Tallies by kind, all together, and the records that were answered wrongly."""

    kinds: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    wrong: list[tuple[Asked, Answer]] = field(default_factory=list)

    @property
    def all(self) -> Tally:
        """All kinds together."""
        total = Tally()
        for one in self.kinds.values():
            total.add(one)
        return total


def judge(asked: Iterable[Asked], answer: Callable[[Person], Answer]) -> Judged:
    """Ask everything and count."""
    judged = Judged()
    for one in asked:
        found = answer(one.person)
        sure = found.verdict is Verdict.SURE
        right = sure and found.sure_key == one.truth
        tally = judged.kinds[one.kind]
        tally.asked += 1
        tally.known += one.truth is not None
        tally.sure += sure
        tally.right += right
        tally.shown += not sure and one.truth is not None and one.truth in {it.key for it in found.matches}
        if sure and not right:
            judged.wrong.append((one, found))
    return judged
