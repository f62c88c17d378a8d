"""What the card signs: one canonical text that says who applies for what, with which answers and files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from madoguchi.journeys.online_application.domain.errors import SubmissionError
from madoguchi.lib.sealing import ReplyBox

FORMAT: Final = 1
MOST_PROCEDURES: Final = 100
MOST_FILES: Final = 30
LONGEST_SIGNED: Final = 200_000
"""Bytes of a signed text; the answers of a household of 40 take about 60,000."""

_KEYS: Final = frozenset(
    {
        "format",
        "application",
        "municipality",
        "event",
        "answers",
        "procedures",
        "attachments",
        "reply",
        "signed_at",
    }
)
_CODE = re.compile(r"\d{6}", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,79}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_REPLY = re.compile(r"(?:[0-9a-f]{64})?", re.ASCII)
_LONGEST_NAME = 200
_MOST_PERSONS = 100


@dataclass(frozen=True, slots=True, order=True)
class AppliedProcedure:
    """One procedure that is applied for; `person` is the place in the answers' people, None for the
    household.
    """

    procedure: str
    person: int | None = None


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file that belongs to the application: its name and SHA-256 (hexadecimal)."""

    name: str = field(repr=False)
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> SignedFile:
        """The file with this content."""
        return cls(name, hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class SignedContent:
    """The application itself. `answers` is the JSON form that `engines.forms` makes (`answers_as_json`).

    `application` is the same in an application and in every correction of it. `signed_at` (aware) is when the
    text was made; the office takes the certificate as it was when the letter was sealed. `reply` names the
    box where the answers go (`reply_mark`), empty where they go to none of ours: whoever carries the letter
    cannot put another box into it.
    """

    application: UUID
    municipality_code: str
    event: str
    answers: Mapping[str, Any] = field(repr=False)
    procedures: tuple[AppliedProcedure, ...]
    files: tuple[SignedFile, ...]
    reply: str
    signed_at: datetime

    def to_bytes(self) -> bytes:
        """The one text of this content: JSON in UTF-8, keys sorted, no spaces."""
        return canonical(
            {
                "format": FORMAT,
                "application": str(self.application),
                "municipality": self.municipality_code,
                "event": self.event,
                "answers": self.answers,
                "procedures": [[one.procedure, one.person] for one in self.procedures],
                "attachments": [[one.name, one.sha256] for one in self.files],
                "reply": self.reply,
                "signed_at": self.signed_at.isoformat(timespec="seconds"),
            }
        )

    @classmethod
    def from_bytes(cls, signed: bytes) -> SignedContent:
        """The content of signed bytes, whoever made them. Raises SubmissionError for any other text, also for
        one that says the same in another form: what is kept as evidence has one form.
        """
        if len(signed) > LONGEST_SIGNED:
            raise SubmissionError
        try:
            read = cls._of(json.loads(signed.decode("utf-8")))
            if read.to_bytes() != signed:
                raise SubmissionError
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
            raise SubmissionError from None
        return read

    @classmethod
    def _of(cls, whole: Any) -> SignedContent:
        """Raises ValueError, TypeError, KeyError for anything that `to_bytes` does not write."""
        if set(whole) != _KEYS or whole["format"] != FORMAT or not isinstance(whole["answers"], dict):
            raise ValueError
        signed_at = datetime.fromisoformat(whole["signed_at"])
        if signed_at.tzinfo is None:
            raise ValueError
        return cls(
            application=UUID(whole["application"]),
            municipality_code=matching(_CODE, whole["municipality"]),
            event=matching(_KEY, whole["event"]),
            answers=whole["answers"],
            procedures=_procedures(whole["procedures"]),
            files=_files(whole["attachments"]),
            reply=matching(_REPLY, whole["reply"]),
            signed_at=signed_at,
        )

    def holds_files(self, files: Sequence[tuple[str, bytes]]) -> bool:
        """Whether exactly these files (name and content, in order) were signed."""
        return tuple(SignedFile.of(name, content) for name, content in files) == self.files

    def is_answered_in(self, box: ReplyBox) -> bool:
        """Whether it was signed that the answers go into this box."""
        return self.reply == reply_mark(box)


def reply_mark(box: ReplyBox) -> str:
    """The box as a signed text names it: SHA-256 of address and key (hexadecimal), which opens nothing."""
    return box.digest().hex()


def canonical(value: Mapping[str, Any]) -> bytes:
    """A JSON value in its one form: UTF-8, sorted keys, no spaces. Raises ValueError, TypeError."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def matching(pattern: re.Pattern[str], given: object) -> str:
    """A text that the pattern describes wholly. Raises ValueError."""
    if not isinstance(given, str) or pattern.fullmatch(given) is None:
        raise ValueError
    return given


def place_in_people(given: object) -> int | None:
    """A place in the answers' people, or None for the household. Raises ValueError."""
    if given is None:
        return None
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given < _MOST_PERSONS:
        raise ValueError
    return given


def _procedures(given: Any) -> tuple[AppliedProcedure, ...]:
    procedures = tuple(AppliedProcedure(matching(_KEY, key), place_in_people(who)) for key, who in given)
    if not 0 < len(procedures) <= MOST_PROCEDURES or len(set(procedures)) != len(procedures):
        raise ValueError
    return procedures


def _files(given: Any) -> tuple[SignedFile, ...]:
    files = tuple(SignedFile(_name(name), matching(_SHA256, digest)) for name, digest in given)
    if len(files) > MOST_FILES:
        raise ValueError
    return files


def _name(given: object) -> str:
    if not isinstance(given, str) or not 0 < len(given) <= _LONGEST_NAME or not given.isprintable():
        raise ValueError
    return given
