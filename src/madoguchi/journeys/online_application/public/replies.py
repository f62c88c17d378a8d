"""What lies at a resident's address: the office's answers, and the copy of what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid5

from madoguchi.core.actions import Context
from madoguchi.engines.mailbox.api import keep_for_resident, replies_for, sealed_bytes
from madoguchi.lib.sealing import Content, LetterError, ReplyBox, open_reply

COPY: Final = "copy"
"""The kind of letter in which a resident finds again what was sent."""


@dataclass(frozen=True, slots=True)
class SentCopy:
    """What was sent: the signed text, and the number of the letter that brought it."""

    signed: bytes = field(repr=False)
    letter: UUID


def replies_in(municipality_code: str, box: ReplyBox) -> list[dict[str, Any]]:
    """The payloads of the answers that open with a box, oldest first."""
    found: list[dict[str, Any]] = []
    for letter in replies_for(municipality_code, box.address):
        try:
            _, content = open_reply(sealed_bytes(letter), box=box)
        except LetterError:
            continue
        found.append(content.payload)
    return found


def keep_copy(context: Context, copy: SentCopy, box: ReplyBox) -> None:
    """Keep it for its sender. Raises the errors of the mailbox."""
    payload = {"kind": COPY, "signed": copy.signed, "letter": str(copy.letter)}
    keep_for_resident(context, Content(payload), to=box, letter_id=uuid5(copy.letter, COPY))


def copy_in(payload: Mapping[str, Any]) -> SentCopy | None:
    """The copy in an answer's payload; None where it is something else."""
    try:
        signed, letter = payload["signed"], UUID(payload["letter"])
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    is_copy = payload.get("kind") == COPY and isinstance(signed, bytes)
    return SentCopy(signed, letter) if is_copy else None
