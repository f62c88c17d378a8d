"""Who comes, and what for: sealed to the municipality in the request that brings it, opened in the office.

The public zone keeps these bytes beside the reservation and can not read them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from madoguchi.lib.sealing import Content, LetterAltered, open_letter, seal_letter

BOX = "appointments"


@dataclass(frozen=True, slots=True)
class Booker:
    """What the office learns of a reservation: `name` as typed, `email` and `phone` empty where not given.

    `secret` opens the page on which the reservation is changed and cancelled (written into the mails of the
    office). `kana`: as a clerk heard the name on the telephone. `language`: a code of the packs. `event` and
    `procedures`: keys of the packs for a plan; `people`: how many the plan is about, 0 where nobody said.
    `note`: words to the clerk. `discreet`: somebody must not be found, so mails say no more than they must.
    """

    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    language: str = "ja"
    event: str = ""
    procedures: tuple[str, ...] = ()
    people: int = 0
    note: str = field(default="", repr=False)
    kana: str = field(default="", repr=False)
    discreet: bool = False

    def to_payload(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {"procedures": list(self.procedures)}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Booker:
        """From an opened payload; what a later release adds is left out. Raises LetterAltered."""
        known = {one.name: payload[one.name] for one in fields(cls) if one.name in payload}
        known["procedures"] = procedures = known.get("procedures", [])
        texts = {one.name for one in fields(cls)} - {"procedures", "people", "discreet"}
        whole = (
            isinstance(procedures, list)
            and all(isinstance(one, str) for one in procedures)
            and isinstance(known.get("people", 0), int)
            and isinstance(known.get("discreet", False), bool)
            and all(isinstance(known.get(name, ""), str) for name in texts)
        )
        if not whole:
            raise LetterAltered()
        return cls(**known | {"procedures": tuple(procedures)})


def seal_booker(
    booker: Booker, *, municipality_code: str, public_key: bytes, until: datetime, now: datetime
) -> bytes:
    """Sealed to the municipality; the office can open it until then (aware times). Raises KeyUnusable."""
    return seal_letter(
        Content(booker.to_payload()),
        public_key=public_key,
        municipality_code=municipality_code,
        box=BOX,
        expires_at=until,
        now=now,
    ).to_bytes()


def open_booker(sealed: bytes, *, municipality_code: str, private_key: bytes, now: datetime) -> Booker:
    """What was sealed, in the office. Raises LetterError with the message for the official."""
    opened = open_letter(
        io.BytesIO(sealed), private_key=private_key, municipality_code=municipality_code, now=now
    )
    return Booker.from_payload(opened.content.payload)
