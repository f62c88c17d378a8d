"""What a resident sends to the office in a sealed letter of the box `applications`.

Anybody can seal with a public key: reading checks every form and believes nothing. Whether a signature holds
is a question for the journey, not for this module.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from madoguchi.core.languages import SOURCE
from madoguchi.journeys.online_application.domain.errors import SubmissionError
from madoguchi.journeys.online_application.domain.signed_content import SignedContent, matching
from madoguchi.lib.jpki import LONGEST_CHALLENGE, Challenge
from madoguchi.lib.mail_addresses import is_mail_address
from madoguchi.lib.sealing import LetterAltered, ReplyBox

LONGEST_SIGNATURE: Final = 1_024
LONGEST_CERTIFICATE: Final = 16_384
PROOF_SIZE: Final = 32
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,8})?", re.ASCII)
ERRAND: Final = "overview"
"""What a sign-in for a question by card is for, as it stands in the challenge."""

SIGNING_TIME: Final = timedelta(hours=1)
ANSWERING_TIME: Final = timedelta(hours=1)
"""How long somebody has to sign a question by card, and then waits for the answer."""


@dataclass(frozen=True, slots=True)
class SignedApplication:
    """An application, or with `is_correction` a later state of one that is known under the same number.

    `signed` are the very bytes of `content`; `certificate` is DER. `reply` is where the resident reads what
    becomes of it, `mail` an address for notices or empty, `language` the code of the language that the pages
    had. `sent_at` is aware.
    """

    content: SignedContent
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    certificate: bytes = field(repr=False)
    reply: ReplyBox
    mail: str = field(repr=False)
    sent_at: datetime
    is_correction: bool = False
    language: str = SOURCE

    @property
    def application(self) -> UUID:
        """The number under which the application is known in both zones."""
        return self.content.application

    @property
    def is_answered_as_signed(self) -> bool:
        """Whether the box in the letter is the one that was signed, and not one that somebody put there."""
        return self.content.is_answered_in(self.reply)

    @property
    def letter(self) -> UUID:
        """The number of its letter: that of the application, or of a correction's very text.

        So it arrives once, and nobody can send it on in a letter of their own, answers to themselves.
        """
        if not self.is_correction:
            return self.application
        return uuid5(self.application, hashlib.sha256(self.signed).hexdigest())

    def to_payload(self) -> dict[str, Any]:
        """As it stands in a sealed letter."""
        payload: dict[str, Any] = {
            "kind": "correction" if self.is_correction else "application",
            "signed": self.signed,
            "signature": self.signature,
            "certificate": self.certificate,
            "reply": self.reply.to_payload(),
            "mail": self.mail,
            "language": self.language,
            "sent_at": self.sent_at.isoformat(timespec="seconds"),
        }
        return payload | ({"application": str(self.application)} if self.is_correction else {})


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The resident takes an application back.

    `proof` shows that whoever asks has the secret of the application; see `withdrawal_proof`.
    """

    application: UUID
    proof: bytes = field(repr=False)
    sent_at: datetime

    def to_payload(self) -> dict[str, Any]:
        """As it stands in a sealed letter."""
        return {
            "kind": "withdrawal",
            "application": str(self.application),
            "proof": self.proof,
            "sent_at": self.sent_at.isoformat(timespec="seconds"),
        }

    def is_proved_by(self, reply: ReplyBox) -> bool:
        """Whether it comes from whoever has the secret of this box."""
        return hmac.compare_digest(self.proof, withdrawal_proof(self.application, reply))


@dataclass(frozen=True, slots=True)
class Overview:
    """The owner of a card asks for the state of all their applications.

    `challenge` was made by the public zone for this sign-in, `signature` is that of the
    利用者証明用電子証明書 (`certificate`, DER). The answer goes to `reply`.
    """

    challenge: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    certificate: bytes = field(repr=False)
    reply: ReplyBox
    sent_at: datetime

    @property
    def site(self) -> str:
        """The host at which the owner of the card signed in. Raises ChallengeUnreadable."""
        return Challenge.read(self.challenge).site

    def was_signed_for(self, municipality_code: str, now: datetime) -> bool:
        """Whether the challenge was made for this question to this municipality, a short time ago.

        When, and where the answer goes, is taken from what was signed: anybody can seal old words anew.
        Raises ChallengeUnreadable.
        """
        made = Challenge.read(self.challenge)
        is_mine = made.is_for(ERRAND, municipality_code, self.reply.digest())
        return is_mine and made.is_fresh(now, SIGNING_TIME + ANSWERING_TIME)

    def to_payload(self) -> dict[str, Any]:
        """As it stands in a sealed letter."""
        return {
            "kind": "overview",
            "challenge": self.challenge,
            "signature": self.signature,
            "certificate": self.certificate,
            "reply": self.reply.to_payload(),
            "sent_at": self.sent_at.isoformat(timespec="seconds"),
        }


Submission = SignedApplication | Withdrawal | Overview


def read_submission(payload: Mapping[str, Any]) -> Submission:
    """What the payload of an opened letter says. Raises SubmissionError, whose message is for staff."""
    try:
        match payload.get("kind"):
            case "application":
                return _application(payload, is_correction=False)
            case "correction":
                read = _application(payload, is_correction=True)
                if UUID(payload["application"]) == read.application:
                    return read
            case "withdrawal":
                proof = _bytes(payload["proof"], PROOF_SIZE)
                return Withdrawal(UUID(payload["application"]), proof, _moment(payload["sent_at"]))
            case "overview":
                return Overview(
                    challenge=_bytes(payload["challenge"], LONGEST_CHALLENGE),
                    signature=_bytes(payload["signature"], LONGEST_SIGNATURE),
                    certificate=_bytes(payload["certificate"], LONGEST_CERTIFICATE),
                    reply=ReplyBox.from_payload(payload["reply"]),
                    sent_at=_moment(payload["sent_at"]),
                )
    except (ValueError, TypeError, KeyError, AttributeError, LetterAltered):
        raise SubmissionError from None
    raise SubmissionError


def overview_challenge(site: str, municipality_code: str, reply: ReplyBox, made_at: datetime) -> bytes:
    """What the card is to sign to have the answer put into `reply`; `site` is the host's name."""
    return Challenge.new(
        site=site,
        municipality_code=municipality_code,
        errand=ERRAND,
        made_at=made_at,
        bound_to=reply.digest(),
    ).to_bytes()


def withdrawal_proof(application: UUID, reply: ReplyBox) -> bytes:
    """32 bytes that only the resident and the office can make: both have the key of the reply box."""
    return hashlib.blake2b(
        application.bytes, digest_size=PROOF_SIZE, key=reply.key, person=b"mdg-withdrawal"
    ).digest()


def _application(payload: Mapping[str, Any], *, is_correction: bool) -> SignedApplication:
    signed = payload["signed"]
    if not isinstance(signed, bytes):
        raise SubmissionError
    mail = payload["mail"]
    if mail != "" and not is_mail_address(mail):
        raise SubmissionError
    return SignedApplication(
        content=SignedContent.from_bytes(signed),
        signed=signed,
        signature=_bytes(payload["signature"], LONGEST_SIGNATURE),
        certificate=_bytes(payload["certificate"], LONGEST_CERTIFICATE),
        reply=ReplyBox.from_payload(payload["reply"]),
        mail=mail,
        sent_at=_moment(payload["sent_at"]),
        is_correction=is_correction,
        language=matching(_LANGUAGE, payload["language"]),
    )


def _bytes(given: object, longest: int) -> bytes:
    if not isinstance(given, bytes) or not 0 < len(given) <= longest:
        raise SubmissionError
    return given


def _moment(given: object) -> datetime:
    moment = datetime.fromisoformat(given) if isinstance(given, str) else None
    if moment is None or moment.tzinfo is None:
        raise SubmissionError
    return moment
