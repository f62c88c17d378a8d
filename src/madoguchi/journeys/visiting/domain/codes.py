"""Which of our codes somebody holds under the scanner. Nothing is opened here: the answers stay sealed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from madoguchi.lib.sealing import (
    EnvelopeError,
    EnvelopeOutdated,
    heal,
    is_part,
    parse_part,
    read_cover,
)
from madoguchi.lib.written_codes import ALPHABET, fold_written_code

LONGEST: Final = 10_000
"""Characters that are looked at; the largest symbol holds 4,296."""

BOOKING_PREFIX: Final = "MDGB"
_SEALED_PREFIX = "MDG1"
_BETWEEN = ":+*;'/.- "
"""What scanners and keyboards make of the colon in `MDGB:K7P3QX`."""

_CODE = re.compile(f"[{ALPHABET}]{{4,12}}")
_FOLLOW = re.compile(r"/WAITING/T/([0-9A-Z]{8,40})/?(?:[?#].*)?$", re.ASCII)


class Shown(StrEnum):
    """What was shown."""

    BOOKING = "booking"
    PRE_APPLICATION = "pre_application"
    TICKET = "ticket"
    OTHER_PART = "other_part"
    """One of several codes of a pre-application, but not the first: it does not say whose it is."""

    UNREADABLE = "unreadable"
    ELSEWHERE = "other_municipality"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ShownCode:
    """`value` names what was shown: the booking's code, the pre-application's number, the ticket's key.

    `total` is how many codes a pre-application has.
    """

    kind: Shown
    value: str = ""
    total: int = 1


def recognise(text: str, municipality_code: str, now: datetime) -> ShownCode:
    """What a scanned or typed text is, in this municipality and at this moment (aware). Raises nothing.

    >>> recognise("ｍｄｇｂ：k7p3qx", "072028", datetime.now().astimezone())
    ShownCode(kind=<Shown.BOOKING: 'booking'>, value='K7P3QX', total=1)
    """
    healed = heal(text[:LONGEST])
    if healed.startswith(BOOKING_PREFIX):
        code = fold_written_code(healed.removeprefix(BOOKING_PREFIX).strip(_BETWEEN))
        return ShownCode(Shown.BOOKING, code) if _CODE.fullmatch(code) else ShownCode(Shown.UNREADABLE)
    if healed.startswith(_SEALED_PREFIX):
        return _sealed(healed, municipality_code, now)
    followed = _FOLLOW.search(healed)
    if followed:
        return ShownCode(Shown.TICKET, followed[1])
    return ShownCode(Shown.UNKNOWN)


def typed_booking(text: str) -> str:
    """The code of a booking that somebody typed; empty for what cannot be one."""
    folded = "".join(one for one in fold_written_code(text[:100]) if one not in _BETWEEN)
    folded = folded.removeprefix(BOOKING_PREFIX)
    return folded if _CODE.fullmatch(folded) else ""


def _sealed(healed: str, municipality_code: str, now: datetime) -> ShownCode:
    total = 1
    try:
        if is_part(healed):
            part = parse_part(healed)
            total, healed = part.total, part.piece
            if part.number != 1:
                return ShownCode(Shown.OTHER_PART, total=total)
        cover = read_cover(healed)
    except EnvelopeOutdated:
        return ShownCode(Shown.EXPIRED)
    except EnvelopeError:
        return ShownCode(Shown.UNREADABLE)
    if cover.municipality_code != municipality_code:
        return ShownCode(Shown.ELSEWHERE)
    if cover.expires_at < now:
        return ShownCode(Shown.EXPIRED)
    return ShownCode(Shown.PRE_APPLICATION, cover.envelope_id.hex, total)
