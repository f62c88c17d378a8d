"""What a card signs to sign its owner in: a text that says where, to which municipality, for what and when.

    madoguchi authentication 2
    {"bound_to":…,"errand":…,"made_at":…,"municipality":…,"nonce":…,"site":…}

Everything that the signature may be used for stands in it. So a program can show it before the PIN is asked,
and a signature that was given for one thing serves no other: no other errand, municipality, answer or time.
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Self

from madoguchi.lib.jpki.errors import ChallengeUnreadable

CHALLENGE_PREFIX: Final = b"madoguchi authentication 2\n"
"""How every challenge begins: nothing else that a card may be asked to sign begins like it."""

LONGEST_CHALLENGE: Final = 1_024
CLOCKS_DIFFER: Final = timedelta(minutes=2)
"""By how much the clocks of two machines may differ."""

_RANDOM: Final = 32
_KEYS: Final = frozenset({"bound_to", "errand", "made_at", "municipality", "nonce", "site"})
_ERRAND = re.compile(r"[a-z][a-z_]{0,39}", re.ASCII)
_CODE = re.compile(r"[0-9]{6}", re.ASCII)
_SITE = re.compile(r"[A-Za-z0-9.:\[\]-]{1,260}", re.ASCII)
"""A host name, with its port where it has one; names in other scripts come as `xn--…`."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One sign-in. `site` is a host name, `errand` a key of whoever asks for the signature, `made_at` aware
    and in whole seconds, `bound_to` the digest of what is asked (where the answer goes, or the whole
    request). `nonce` makes it never the same twice.
    """

    site: str
    municipality_code: str
    errand: str
    made_at: datetime
    bound_to: bytes
    nonce: bytes = field(repr=False)

    @classmethod
    def new(
        cls, *, site: str, municipality_code: str, errand: str, made_at: datetime, bound_to: bytes
    ) -> Self:
        """A challenge that nobody has signed yet; fractions of a second are cut off."""
        whole = made_at.replace(microsecond=0)
        return cls(site, municipality_code, errand, whole, bound_to, secrets.token_bytes(_RANDOM))

    def to_bytes(self) -> bytes:
        """The one text of this challenge, ASCII."""
        document = {
            "bound_to": self.bound_to.hex(),
            "errand": self.errand,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "municipality": self.municipality_code,
            "nonce": self.nonce.hex(),
            "site": self.site,
        }
        return CHALLENGE_PREFIX + json.dumps(document, sort_keys=True, separators=(",", ":")).encode("ascii")

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """The challenge in these bytes, whoever made them. Raises ChallengeUnreadable for anything that
        `to_bytes` does not write, also for the same in another spelling.
        """
        if not raw.startswith(CHALLENGE_PREFIX) or len(raw) > LONGEST_CHALLENGE:
            raise ChallengeUnreadable()
        try:
            read = cls._of(json.loads(raw.removeprefix(CHALLENGE_PREFIX).decode("ascii")))
        except (ValueError, TypeError, KeyError, RecursionError):
            raise ChallengeUnreadable() from None
        if read.to_bytes() != raw:
            raise ChallengeUnreadable()
        return read

    def is_for(self, errand: str, municipality_code: str, bound_to: bytes) -> bool:
        """Whether it was made for exactly this."""
        return (self.errand, self.municipality_code, self.bound_to) == (errand, municipality_code, bound_to)

    def is_fresh(self, now: datetime, patience: timedelta) -> bool:
        """Whether it was made no longer ago than that, and not later than now."""
        return -CLOCKS_DIFFER <= now - self.made_at <= patience

    @classmethod
    def _of(cls, whole: Any) -> Self:
        """Raises ValueError, TypeError, KeyError."""
        made_at = datetime.fromisoformat(whole["made_at"])
        bound_to, nonce = bytes.fromhex(whole["bound_to"]), bytes.fromhex(whole["nonce"])
        if set(whole) != _KEYS or made_at.tzinfo is None or not bound_to or len(nonce) != _RANDOM:
            raise ValueError
        return cls(
            site=_matching(_SITE, whole["site"]),
            municipality_code=_matching(_CODE, whole["municipality"]),
            errand=_matching(_ERRAND, whole["errand"]),
            made_at=made_at,
            bound_to=bound_to,
            nonce=nonce,
        )


def _matching(pattern: re.Pattern[str], given: object) -> str:
    if not isinstance(given, str) or pattern.fullmatch(given) is None:
        raise ValueError
    return given
