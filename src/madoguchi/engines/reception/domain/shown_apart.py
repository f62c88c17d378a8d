"""Which groups and desks figures show apart: never one behind which few people stand.

A figure about a group of one is a figure about a person. What is not shown apart is added up as the rest; and
so that nobody gets at it by subtracting, the rest too is of enough people, or is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class Apart:
    """The keys that are shown, and whether the others added up are shown too."""

    shown: frozenset[str]
    rest: bool


def shown_apart(people: Mapping[str, frozenset[str]]) -> Apart:
    """`people` are those who worked, by group or desk."""
    shown = {key for key, there in people.items() if key and len(there) >= LEAST_PEOPLE}
    rest = set().union(*(there for key, there in people.items() if key not in shown))
    while rest and len(rest) < LEAST_PEOPLE and shown:
        smallest = min(shown, key=lambda key: (len(people[key]), key))
        shown.discard(smallest)
        rest |= people[smallest]
    return Apart(frozenset(shown), len(rest) >= LEAST_PEOPLE)
