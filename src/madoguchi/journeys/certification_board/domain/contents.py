"""What stands in the messages between a municipality and a board: written and read in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

APPLICATION, FIRST_STAGE, SURVEY, OPINION, DECISION, RECALL = (
    "application", "first_stage", "survey", "opinion", "decision", "recall",
)  # fmt: skip


LONGEST, LONGEST_OPINION = 120, 4_000
"""Of references and keys, and of what a board adds in its own words; in characters."""

MOST_MONTHS, FIRST_YEAR, LAST_YEAR = 120, 1950, 2150
"""Further than any certification reaches, and near enough to be counted with."""

DEEPEST = 12
"""How deep a paper may be nested. Those of the platform have three."""


class ContentUnreadableError(ValueError):
    """審査の依頼の内容を読み取れません。申請の種類と申請日を確かめて、もう一度送ってください。"""


@dataclass(frozen=True, slots=True)
class AppliedFor:
    """What was applied for; `reference` is what the municipality calls the case (`case:<uuid>`)."""

    kind: str
    applied_on: date
    before: str = ""
    reference: str = ""
    valid_until: date | None = None
    """The last day of the certification of before."""

    def as_json(self) -> dict[str, Any]:
        """As it travels."""
        return {
            "kind": self.kind,
            "applied_on": self.applied_on.isoformat(),
            "before": self.before,
            "reference": self.reference,
            "valid_until": None if self.valid_until is None else self.valid_until.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Decided:
    """What a board decided; `result` is a key of its rules."""

    result: str
    months: int | None
    decided_on: date
    applied: AppliedFor
    opinion: str = field(default="", repr=False)
    board: str = ""

    def as_json(self) -> dict[str, Any]:
        """As it travels."""
        return {
            "board": self.board,
            "result": self.result,
            "months": self.months,
            "decided_on": self.decided_on.isoformat(),
            "opinion": self.opinion,
            "application": self.applied.as_json(),
        }


def applied_for(told: object) -> AppliedFor:
    """Read what was applied for. Raises ContentUnreadableError."""
    if not isinstance(told, Mapping):
        raise ContentUnreadableError(ContentUnreadableError.__doc__)
    until = told.get("valid_until")
    return AppliedFor(
        _text(told, "kind"),
        _day(told.get("applied_on")),
        _text(told, "before"),
        _text(told, "reference"),
        None if until is None else _day(until),
    )


def decided(told: object) -> Decided:
    """Read what a board decided. Raises ContentUnreadableError."""
    if not isinstance(told, Mapping):
        raise ContentUnreadableError(ContentUnreadableError.__doc__)
    months = told.get("months")
    if not (months is None or (type(months) is int and 1 <= months <= MOST_MONTHS)):
        raise ContentUnreadableError(ContentUnreadableError.__doc__)
    return Decided(
        _text(told, "result"),
        months,
        _day(told.get("decided_on")),
        applied_for(told.get("application")),
        _text(told, "opinion", LONGEST_OPINION),
        _text(told, "board"),
    )


def first_stage_result(told: object) -> str:
    """The key of the first stage's result, empty where there is none."""
    return _text(told, "result") if isinstance(told, Mapping) else ""


def check_shape(told: object, depth: int = DEEPEST) -> None:
    """Whether a paper can be shown: not deeper than any form is. Raises ContentUnreadableError.

    Whoever sends may be broken: one such paper would otherwise stop the page of all.
    """
    if depth < 0:
        raise ContentUnreadableError(ContentUnreadableError.__doc__)
    for one in told.values() if isinstance(told, Mapping) else told if isinstance(told, list) else ():
        check_shape(one, depth - 1)


def _text(told: Mapping[str, Any], key: str, most: int = LONGEST) -> str:
    found = told.get(key, "")
    if not isinstance(found, str) or len(found) > most:
        raise ContentUnreadableError(ContentUnreadableError.__doc__)
    return found


def _day(told: object) -> date:
    try:
        day = date.fromisoformat(str(told))
    except ValueError:
        raise ContentUnreadableError(ContentUnreadableError.__doc__) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ContentUnreadableError(ContentUnreadableError.__doc__)
    return day
