"""The centre's side: what a box may ask, for its own hall only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context, run
from madoguchi.core.actions.copied_staff import accounts_with
from madoguchi.engines.reception.api import Brought, JoinFromBox, day_for_box, home_for, leaving_for_box


class UnknownQuestionError(LookupError):
    """この種類の問い合わせはありません。"""


def answer(context: Context, hall: str, what: str, given: Mapping[str, Any], serial: str) -> dict[str, Any]:
    """Answer a box whose certificate names the hall and has that serial number.

    Raises UnknownQuestionError, and ReceptionError with words for whoever looks after the box.
    """
    asked = _QUESTIONS.get(what)
    if asked is None:
        raise UnknownQuestionError(UnknownQuestionError.__doc__)
    return asked(context, hall, given, serial)


def _join(context: Context, hall: str, given: Mapping[str, Any], serial: str) -> dict[str, Any]:
    return {"joined": run(JoinFromBox(), context, Brought(hall, given, serial))}


def _today(context: Context, hall: str, given: Mapping[str, Any], serial: str) -> dict[str, Any]:
    with tenancy.municipality(context.municipality_code):
        return day_for_box(context, hall, serial)


def _staff(context: Context, hall: str, given: Mapping[str, Any], serial: str) -> dict[str, Any]:
    with tenancy.municipality(context.municipality_code):
        home_for(context, hall, serial)
        accounts = accounts_with("reception.call")
    # What time it is here, so that a box whose clock is wrong notices.
    return {"accounts": accounts, "now": clock.now().isoformat()}


def _leaving(context: Context, hall: str, given: Mapping[str, Any], serial: str) -> dict[str, Any]:
    with tenancy.municipality(context.municipality_code):
        return {"leaving": leaving_for_box(context, hall, serial)}


Answering = Callable[[Context, str], dict[str, Any]]


def answers(what: str, answering: Answering) -> None:
    """Have the centre answer a box one more question about its hall. Called while the application starts."""

    def to_its_box(context: Context, hall: str, given: Mapping[str, Any], serial: str) -> dict[str, Any]:
        with tenancy.municipality(context.municipality_code):
            home_for(context, hall, serial)
            return answering(context, hall)

    _QUESTIONS[what] = to_its_box


_QUESTIONS: dict[str, Callable[[Context, str, Mapping[str, Any], str], dict[str, Any]]] = {
    "join": _join,
    "today": _today,
    "staff": _staff,
    "leaving": _leaving,
}
