"""What the resident is told: the whole state of an application as the office writes it, and its words.

Every reply of the office to a resident is one `Standing`; the last one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from madoguchi.core.languages import translatable
from madoguchi.journeys.online_application.domain.errors import StandingUnreadableError
from madoguchi.journeys.online_application.domain.signed_content import matching, place_in_people

LONGEST_MESSAGE: Final = 2_000
MOST_LINES: Final = 200
MOST_OVERVIEWED: Final = 20
"""Applications that one answer to the owner of a card tells of."""

_KEY = re.compile(r"[a-z][a-z0-9_.]{0,79}", re.ASCII)
_NUMBER = re.compile(r"[0-9A-Z-]{0,20}", re.ASCII)
_LONGEST_NAME = 400


class Reception(StrEnum):
    """What the office has done with the application as a whole.

    `HELD`: something has to be cleared by a person before a desk gets it (who applies, for which household);
    nothing is lost. `REFUSED`: no case was opened, and the messages say why. `WITHDRAWN`: taken back before a
    case was opened.
    """

    RECEIVED = "received"
    HELD = "held"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CaseStatus(StrEnum):
    """Where a case stands; the values are those of the cases engine."""

    ARRIVED = "arrived"
    ACCEPTED = "accepted"
    EXAMINING = "examining"
    CORRECTION = "correction"
    DECIDED = "decided"
    DONE = "done"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen."""
        return self in _FINISHED

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether the resident may still take the application back: until the decision."""
        return self not in _FINISHED and self is not CaseStatus.DECIDED


class Tone(StrEnum):
    """How a state is shown: something to do, waiting, good, over."""

    ACT = "act"
    WAIT = "wait"
    GOOD = "good"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Told:
    """The words for a state, in Japanese: a short label, and a sentence on what it means and what to do."""

    label: str
    sentence: str
    tone: Tone


_FINISHED = frozenset({CaseStatus.DONE, CaseStatus.REJECTED, CaseStatus.WITHDRAWN})

_WHOLE: Final[Mapping[Reception, CaseStatus]] = {
    Reception.HELD: CaseStatus.ARRIVED,
    Reception.REFUSED: CaseStatus.REJECTED,
    Reception.WITHDRAWN: CaseStatus.WITHDRAWN,
}
_ORDER: Final = (
    CaseStatus.CORRECTION,
    CaseStatus.ARRIVED,
    CaseStatus.ACCEPTED,
    CaseStatus.EXAMINING,
    CaseStatus.DECIDED,
    CaseStatus.DONE,
    CaseStatus.REJECTED,
    CaseStatus.WITHDRAWN,
)

BEFORE_ARRIVAL: Final = Told(
    translatable("送りました"),
    translatable("申請を送りました。市役所・役場が受け取るまで、少しお待ちください。"),
    Tone.WAIT,
)
"""While the letter waits in the public zone, or is on its way."""

TOLD: Final[Mapping[CaseStatus, Told]] = {
    CaseStatus.ARRIVED: Told(
        translatable("届きました"),
        translatable("市役所・役場に届きました。係が確かめるまでお待ちください。"),
        Tone.WAIT,
    ),
    CaseStatus.ACCEPTED: Told(
        translatable("受け付けました"),
        translatable("申請を受け付けました。これから審査します。"),
        Tone.WAIT,
    ),
    CaseStatus.EXAMINING: Told(
        translatable("審査しています"),
        translatable("係が内容を確かめています。"),
        Tone.WAIT,
    ),
    CaseStatus.CORRECTION: Told(
        translatable("直してください"),
        translatable("直すところがあります。下のお知らせを読んで、直して送ってください。"),
        Tone.ACT,
    ),
    CaseStatus.DECIDED: Told(
        translatable("決まりました"),
        translatable("結果が決まりました。通知などの準備をしています。"),
        Tone.GOOD,
    ),
    CaseStatus.DONE: Told(
        translatable("終わりました"),
        translatable("手続きはすべて終わりました。"),
        Tone.GOOD,
    ),
    CaseStatus.REJECTED: Told(
        translatable("認められませんでした"),
        translatable("この申請は認められませんでした。理由は下のお知らせにあります。"),
        Tone.OVER,
    ),
    CaseStatus.WITHDRAWN: Told(
        translatable("取り下げました"),
        translatable("この申請は取り下げられました。"),
        Tone.OVER,
    ),
}
RECEPTION_TOLD: Final[Mapping[Reception, Told]] = {
    Reception.RECEIVED: Told(
        translatable("受け取りました"),
        translatable("市役所・役場が申請を受け取りました。"),
        Tone.WAIT,
    ),
    Reception.HELD: Told(
        translatable("確かめています"),
        translatable("申請は届いています。係が申請した方を確かめているため、手続きはまだ始まっていません。"),
        Tone.WAIT,
    ),
    Reception.REFUSED: Told(
        translatable("受け付けられませんでした"),
        translatable("受け付けられませんでした。理由は下のお知らせにあります。"),
        Tone.OVER,
    ),
    Reception.WITHDRAWN: Told(
        translatable("取り下げました"),
        translatable("この申請は取り下げられました。"),
        Tone.OVER,
    ),
}


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """One procedure of the application: where it stands since `at`, until when something is due, and what the
    desk says about it.
    """

    procedure: str
    person: int | None
    status: CaseStatus
    at: datetime
    message: str = field(default="", repr=False)
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """Something that the office told the resident."""

    at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FieldToCorrect:
    """An answer that has to be put right: its item, whose it is (None: of the household), and why."""

    item: str
    person: int | None
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole state of an application, as a reply of the office says it.

    `number` is the 受付番号, digits only, empty while there is none. `files_wanted` are the names of papers
    to send with a correction. `told_at` is when the office wrote it: of two the later one counts, whichever
    came first.
    """

    application: UUID
    number: str
    received_at: datetime
    reception: Reception = Reception.RECEIVED
    cases: tuple[CaseStanding, ...] = ()
    messages: tuple[Message, ...] = ()
    fields_to_correct: tuple[FieldToCorrect, ...] = ()
    files_wanted: tuple[str, ...] = field(default=(), repr=False)
    told_at: datetime | None = None

    def replaces(self, other: Standing | None) -> bool:
        """Whether this one counts and not the other, which came before it."""
        return other is None or other.told_at is None or self.told_at is None or self.told_at >= other.told_at

    @property
    def needs_correction(self) -> bool:
        """Whether the office waits for the resident."""
        return any(one.status is CaseStatus.CORRECTION for one in self.cases)

    @property
    def overall(self) -> CaseStatus:
        """One word for the whole, for whoever knows only one: what waits for the applicant first, then what
        is least far; of what is over, what was granted.
        """
        if self.reception in _WHOLE:
            return _WHOLE[self.reception]
        there = {one.status for one in self.cases}
        return next((status for status in _ORDER if status in there), CaseStatus.ARRIVED)

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether there is something left to take back."""
        if self.reception in (Reception.REFUSED, Reception.WITHDRAWN):
            return False
        return not self.cases or any(one.status.can_be_withdrawn for one in self.cases)

    def to_payload(self) -> dict[str, Any]:
        """As it stands in a reply letter."""
        return {
            "kind": "state",
            "application": str(self.application),
            "number": self.number,
            "received_at": _written(self.received_at),
            "reception": self.reception.value,
            "cases": [
                {
                    "procedure": one.procedure,
                    "person": one.person,
                    "status": one.status.value,
                    "message": one.message,
                    "due": None if one.due is None else one.due.isoformat(),
                    "at": _written(one.at),
                }
                for one in self.cases
            ],
            "messages": [{"at": _written(one.at), "text": one.text} for one in self.messages],
            "fields_to_correct": [
                {"item": one.item, "person": one.person, "reason": one.reason}
                for one in self.fields_to_correct
            ],
            "files_wanted": list(self.files_wanted),
            "told_at": None if self.told_at is None else self.told_at.isoformat(timespec="microseconds"),
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Standing:
        """The state of a reply letter's payload. Raises StandingUnreadableError."""
        try:
            if payload["kind"] != "state":
                raise ValueError
            return cls(
                application=UUID(payload["application"]),
                number=matching(_NUMBER, payload["number"]),
                received_at=_read(payload["received_at"]),
                reception=Reception(payload["reception"]),
                cases=tuple(_case(one) for one in _lines(payload["cases"])),
                messages=tuple(
                    Message(_read(one["at"]), _text(one["text"])) for one in _lines(payload["messages"])
                ),
                fields_to_correct=tuple(
                    FieldToCorrect(
                        matching(_KEY, one["item"]), place_in_people(one["person"]), _text(one["reason"])
                    )
                    for one in _lines(payload["fields_to_correct"])
                ),
                files_wanted=tuple(
                    _text(one, _LONGEST_NAME) for one in _lines(payload.get("files_wanted", []))
                ),
                told_at=None if payload.get("told_at") is None else _read(payload["told_at"]),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            raise StandingUnreadableError from None


def overview_payload(standings: Iterable[Standing]) -> dict[str, Any]:
    """All applications of one person, as they stand in a reply letter, the newest first."""
    return {"kind": "overview", "applications": [one.to_payload() for one in standings]}


def read_overview(payload: Mapping[str, Any]) -> tuple[Standing, ...]:
    """The applications of a reply letter's payload. Raises StandingUnreadableError."""
    given = payload.get("applications")
    if payload.get("kind") != "overview" or not isinstance(given, list) or len(given) > MOST_OVERVIEWED:
        raise StandingUnreadableError
    return tuple(Standing.from_payload(one) for one in given)


def _case(given: Any) -> CaseStanding:
    due = given["due"]
    return CaseStanding(
        procedure=matching(_KEY, given["procedure"]),
        person=place_in_people(given["person"]),
        status=CaseStatus(given["status"]),
        at=_read(given["at"]),
        message=_text(given["message"]),
        due=None if due is None else date.fromisoformat(due),
    )


def _lines(given: Any) -> list[Any]:
    if not isinstance(given, list) or len(given) > MOST_LINES:
        raise ValueError
    return given


def _text(given: object, longest: int = LONGEST_MESSAGE) -> str:
    if not isinstance(given, str) or len(given) > longest:
        raise ValueError
    return given


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _read(given: object) -> datetime:
    moment = datetime.fromisoformat(given) if isinstance(given, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError
    return moment
