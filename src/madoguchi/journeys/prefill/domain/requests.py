"""What a resident asks the office for, as the card signs it and as it stands in the sealed letter.

The card signs a challenge that names errand, municipality and time and is bound to the digest of the request,
and the request names the reply box: whoever has the signature can ask for nothing else, and gets no answer
that the asking session cannot read alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from madoguchi.lib.jpki import Challenge, ChallengeUnreadable
from madoguchi.lib.sealing import LetterAltered, ReplyBox

KIND: Final = "prefill"
ERRAND: Final = "prefill"
"""What a sign-in for a request is for, as it stands in the challenge."""

FORMAT: Final = 1
MOST_PEOPLE: Final = 99
MOST_PROCEDURES: Final = 200
_LONGEST_REQUEST: Final = 100_000
_LONGEST_KEY: Final = 100
_LONGEST_TEXT: Final = 200
_LARGEST_PROOF: Final = 16_384


class PrefillRequestError(ValueError):
    """登録内容の呼び出しとして読み取れません。"""

    def __str__(self) -> str:
        return self.__doc__ or ""


@dataclass(frozen=True, slots=True)
class WantedPerson:
    """Somebody of the draft, as far as it knows them: what is empty was not answered yet.

    `key` is the draft's own; `birth_date` is ISO text with zeros for unknown parts.
    """

    key: str
    birth_date: str = field(default="", repr=False)
    relation: str = ""
    name: str = field(default="", repr=False)
    is_applicant: bool = False


@dataclass(frozen=True, slots=True)
class PrefillRequest:
    """A request, and with it the consent: these procedures, for these people of the household.

    `purposes` are procedures with the keys of the people whom each concerns. `made_at` is aware.
    """

    number: UUID
    municipality_code: str
    event: str
    purposes: tuple[tuple[str, tuple[str, ...]], ...]
    people: tuple[WantedPerson, ...]
    reply: ReplyBox
    made_at: datetime

    def to_bytes(self) -> bytes:
        """Canonical JSON: the same request gives the same bytes. The key of the reply box is in it as a
        digest.
        """
        document = {
            "format": FORMAT,
            "request": str(self.number),
            "municipality": self.municipality_code,
            "event": self.event,
            "purposes": [[key, list(people)] for key, people in self.purposes],
            "people": [
                [one.key, one.birth_date, one.relation, one.name, one.is_applicant] for one in self.people
            ],
            "reply": self.reply.digest().hex(),
            "made_at": self.made_at.isoformat(timespec="seconds"),
        }
        written = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return written.encode("utf-8")

    def digest(self) -> bytes:
        """What the challenge is bound to: SHA-256, 32 bytes."""
        return hashlib.sha256(self.to_bytes()).digest()

    def challenge(self, site: str) -> bytes:
        """What the card is to sign for this request, asked for at `site` (a host name)."""
        made = Challenge.new(
            site=site,
            municipality_code=self.municipality_code,
            errand=ERRAND,
            made_at=self.made_at,
            bound_to=self.digest(),
        )
        return made.to_bytes()

    def is_challenged_by(self, challenge: bytes) -> bool:
        """Whether a challenge was made for this very request."""
        try:
            made = Challenge.read(challenge)
        except ChallengeUnreadable:
            return False
        is_mine = made.is_for(ERRAND, self.municipality_code, self.digest())
        return is_mine and made.made_at == self.made_at


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request with the card's signature over the challenge, and the certificate (DER)."""

    request: PrefillRequest
    challenge: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    certificate: bytes = field(repr=False)

    @property
    def site(self) -> str:
        """The host at which the owner of the card signed in. Raises ChallengeUnreadable."""
        return Challenge.read(self.challenge).site

    def to_payload(self) -> dict[str, Any]:
        """As it stands in a sealed letter."""
        return {
            "kind": KIND,
            "request": self.request.to_bytes(),
            "challenge": self.challenge,
            "signature": self.signature,
            "certificate": self.certificate,
            "reply": self.request.reply.to_payload(),
        }


def read_signed_request(payload: Mapping[str, Any]) -> SignedRequest:
    """The request in the payload of an opened letter, whose challenge was made for it.

    Anybody can seal a letter: every form is checked here, and whether the signature holds is still to be
    asked. Raises PrefillRequestError.
    """
    try:
        if payload["kind"] != KIND:
            raise PrefillRequestError
        request = read_request(payload["request"], ReplyBox.from_payload(payload["reply"]))
        proofs = [payload[name] for name in ("challenge", "signature", "certificate")]
    except (KeyError, TypeError, LetterAltered):
        raise PrefillRequestError from None
    if not all(isinstance(one, bytes) and 0 < len(one) <= _LARGEST_PROOF for one in proofs):
        raise PrefillRequestError
    signed = SignedRequest(request, *proofs)
    if not request.is_challenged_by(signed.challenge):
        raise PrefillRequestError
    return signed


def read_request(written: object, reply: ReplyBox) -> PrefillRequest:
    """The request that `PrefillRequest.to_bytes` has written for this reply box.

    Raises PrefillRequestError, also for bytes that say the same in another way.
    """
    if not isinstance(written, bytes) or len(written) > _LONGEST_REQUEST:
        raise PrefillRequestError
    try:
        document = json.loads(written.decode("utf-8"))
        made_at = datetime.fromisoformat(document["made_at"])
        request = PrefillRequest(
            number=UUID(document["request"]),
            municipality_code=_text(document["municipality"], 6),
            event=_text(document["event"], _LONGEST_KEY),
            purposes=tuple(
                (_text(key, _LONGEST_KEY), tuple(_text(one, _LONGEST_KEY) for one in people))
                for key, people in document["purposes"]
            ),
            people=tuple(_person(one) for one in document["people"]),
            reply=reply,
            made_at=made_at,
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise PrefillRequestError from None
    too_many = len(request.people) > MOST_PEOPLE or len(request.purposes) > MOST_PROCEDURES
    if too_many or made_at.tzinfo is None or request.to_bytes() != written:
        raise PrefillRequestError
    return request


def _person(raw: Any) -> WantedPerson:
    key, birth_date, relation, name, is_applicant = raw
    if not isinstance(is_applicant, bool):
        raise PrefillRequestError
    return WantedPerson(
        _text(key, _LONGEST_KEY),
        _text(birth_date, _LONGEST_TEXT),
        _text(relation, _LONGEST_TEXT),
        _text(name, _LONGEST_TEXT),
        is_applicant,
    )


def _text(raw: object, longest: int) -> str:
    if not isinstance(raw, str) or len(raw) > longest:
        raise PrefillRequestError
    return raw
