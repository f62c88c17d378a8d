"""What the answers have ruled out: the procedures of an event that are not needed, by their reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.core.languages import say_list
from madoguchi.engines.navigator.api import Plan, RuledOut


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """A procedure; `people`: those who do not need it while others do, empty where nobody needs it."""

    key: str
    label: str
    people: str


@dataclass(frozen=True, slots=True)
class SameReason:
    """Procedures that are not needed for one reason, which is a whole sentence."""

    why: str
    procedures: tuple[NotNeeded, ...]


def any_ruled_out(plan: Plan) -> bool:
    """Whether there is anything to tell; quick, because no reason is put into words."""
    return next(_tellable(plan), None) is not None


def not_needed(plan: Plan) -> tuple[SameReason, ...]:
    """The procedures that are not needed by their reasons, in the order of the procedures.

    Every reason is put into words, which takes milliseconds: a page of its own shows them, not the plan.
    """
    found: dict[str, list[NotNeeded]] = {}
    for one in _tellable(plan):
        told = NotNeeded(one.procedure.key, one.label, say_list(one.person_labels))
        found.setdefault(one.why, []).append(told)
    return tuple(SameReason(why, tuple(procedures)) for why, procedures in found.items())


def _tellable(plan: Plan) -> Iterator[RuledOut]:
    """All but the discreet procedures: that one of these is not needed tells as much as that it is."""
    return (one for one in plan.ruled_out if not one.procedure.discreet_label)
