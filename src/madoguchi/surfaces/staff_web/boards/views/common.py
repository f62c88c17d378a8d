"""What the pages of a board have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from uuid import UUID

from django.http import Http404, HttpRequest

from madoguchi.core.actions import Context
from madoguchi.core.packs import BoardRules
from madoguchi.engines.boards.api import (
    CaseStatus,
    DecisionRefusedError,
    InputRefusedError,
    NotNowError,
    SeriesRefusedError,
    SittingStatus,
    boards_of,
)
from madoguchi.lib.japanese.text import TextError
from madoguchi.surfaces.staff_web.site import context_of

LONGEST = 4_000
"""Of what is written into a field, in characters; what may really stay is said by the actions."""

_MOST_DIGITS = 4
PURPOSE = "審査会の事務"
WRONG_INPUT = (InputRefusedError, DecisionRefusedError, SeriesRefusedError, TextError)
NOT_NOW = (NotNowError,)
CASE_BADGES: Mapping[CaseStatus, str] = {
    CaseStatus.WAITING: "",
    CaseStatus.ASSIGNED: "key",
    CaseStatus.DECIDED: "success",
    CaseStatus.CLOSED: "success",
    CaseStatus.RETURNED: "warning",
}
SITTING_BADGES: Mapping[SittingStatus, str] = {
    SittingStatus.PLANNED: "key",
    SittingStatus.OPEN: "warning",
    SittingStatus.CLOSED: "success",
    SittingStatus.CANCELLED: "",
}


def rules_or_404(municipality_code: str, board: str) -> BoardRules:
    """The rules of a board of this authority; Http404 where it has none of that name."""
    for rules in boards_of(municipality_code):
        if rules.key == board:
            return rules
    raise Http404


def working(request: HttpRequest) -> Context:
    """The context of the actions."""
    return context_of(request, PURPOSE)


def day_of(text: str, what: str) -> date:
    """A date as a browser sends it. Raises InputRefusedError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputRefusedError(f"{what}を、年・月・日で入れてください。") from None


def time_of(text: str, what: str) -> time:
    """A time as a browser sends it. Raises InputRefusedError."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise InputRefusedError(f"{what}を、時と分で入れてください。") from None


def count_of(text: str) -> int | None:
    """A whole number as a form sends it; None for nothing and for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def number_of(text: str) -> UUID | None:
    """A number as a form sends it; None for nothing and for anything else."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
