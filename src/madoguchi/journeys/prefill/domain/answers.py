"""What the office answers, as it stands in the sealed reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from madoguchi.journeys.prefill.domain.requests import KIND, PrefillRequestError

_MOST_ITEMS: Final = 2_000

Items = Mapping[str, Any]
"""Values by item key, as JSON."""


class Outcome(StrEnum):
    """How a request ended, as the resident is told.

    `unavailable` does not say why: nobody may find out here that a household is guarded, that a card is not
    known, or who lives where.
    """

    ANSWERED = "answered"
    UNAVAILABLE = "unavailable"
    CARD_REFUSED = "card_refused"
    TOO_LATE = "too_late"


class Reason(StrEnum):
    """Why it ended so, for the office's audit log alone."""

    ANSWERED = "answered"
    CARD_REFUSED = "card_refused"
    CARD_UNKNOWN = "card_unknown"
    CARD_ENDED = "card_ended"
    NOT_A_RESIDENT = "not_a_resident"
    GUARDED = "guarded"
    OTHER_SITE = "other_site"
    NOTHING_ALLOWED = "nothing_allowed"
    TOO_LATE = "too_late"

    @property
    def outcome(self) -> Outcome:
        """What the resident is told of it."""
        told = {
            Reason.ANSWERED: Outcome.ANSWERED,
            Reason.CARD_REFUSED: Outcome.CARD_REFUSED,
            Reason.TOO_LATE: Outcome.TOO_LATE,
        }
        return told.get(self, Outcome.UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class PrefillAnswer:
    """An answer: what the register says, by the draft's keys of people, and of the household once."""

    request: UUID
    outcome: Outcome
    people: Mapping[str, Items] = field(default_factory=dict, repr=False)
    household: Items = field(default_factory=dict, repr=False)

    def to_payload(self) -> dict[str, Any]:
        """As it stands in a sealed reply."""
        return {
            "kind": KIND,
            "request": str(self.request),
            "outcome": self.outcome.value,
            "people": {key: dict(items) for key, items in self.people.items()},
            "household": dict(self.household),
        }

    @property
    def items(self) -> frozenset[str]:
        """The items that are told of anybody."""
        return frozenset(self.household).union(*self.people.values())


def read_answer(payload: Mapping[str, Any]) -> PrefillAnswer:
    """The answer in the payload of an opened reply. Raises PrefillRequestError."""
    try:
        if payload["kind"] != KIND:
            raise PrefillRequestError
        answer = PrefillAnswer(
            UUID(payload["request"]),
            Outcome(payload["outcome"]),
            {str(key): _items(items) for key, items in payload["people"].items()},
            _items(payload["household"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise PrefillRequestError from None
    return answer


def _items(raw: Mapping[str, Any]) -> Items:
    if len(raw) > _MOST_ITEMS:
        raise PrefillRequestError
    return {str(key): value for key, value in raw.items()}
