"""Somebody with a card: makes, signs and seals applications as the public zone does, at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from madoguchi.core import clock
from madoguchi.core.languages import SOURCE
from madoguchi.core.packs import Packs, Scenario, facts_of
from madoguchi.core.vocabulary import facts_from_json, facts_to_json
from madoguchi.engines.forms.api import SealedContent, answers_as_json
from madoguchi.engines.navigator.api import make_plan
from madoguchi.journeys.online_application.domain.signed_content import (
    AppliedProcedure,
    SignedContent,
    SignedFile,
    reply_mark,
)
from madoguchi.journeys.online_application.domain.states import Standing
from madoguchi.journeys.online_application.domain.submissions import (
    SignedApplication,
    Withdrawal,
    withdrawal_proof,
)
from madoguchi.lib.jpki.certificates import Purpose
from madoguchi.lib.sealing import (
    Attachment,
    Content,
    ReplyBox,
    SealedLetter,
    generate_reply_secret,
    reply_box,
    seal_letter,
)
from madoguchi_testing.jpki import IssuedCard

Files = Sequence[tuple[str, bytes]]


Submission = TypeVar("Submission", SignedApplication, Withdrawal)


@dataclass(frozen=True)
class Sent(Generic[Submission]):
    """A submission with its files, and the secret under which its answers can be read."""

    submission: Submission
    files: Files
    reply: ReplyBox = field(repr=False)

    @property
    def number(self) -> UUID:
        """The application that it is about."""
        return self.submission.application

    @property
    def content(self) -> Content:
        """What goes into the letter."""
        attachments = tuple(Attachment(name, content) for name, content in self.files)
        return Content(self.submission.to_payload(), attachments)

    def sealed(self, public_key: bytes, code: str, *, letter_id: UUID | None = None) -> SealedLetter:
        """The letter, sealed now; without a number of its own it has the one in which it belongs."""
        belongs = getattr(self.submission, "letter", None)
        return seal_letter(
            self.content,
            public_key=public_key,
            municipality_code=code,
            box="applications",
            expires_at=clock.now() + timedelta(days=90),
            now=clock.now(),
            reply_address=self.reply.address,
            letter_id=letter_id or belongs or uuid4(),
        )


class Applicant:
    """The applicant of a scenario with a card. `answers` change what the scenario says."""

    def __init__(self, packs: Packs, scenario: Scenario, card: IssuedCard) -> None:
        self.packs, self.scenario, self.card = packs, scenario, card
        self.code = scenario.municipality

    def apply(
        self,
        procedures: Sequence[tuple[str, int | None]] | None = None,
        *,
        answers: Mapping[str, Any] | None = None,
        files: Files = (),
        mail: str = "",
        language: str = SOURCE,
        application: UUID | None = None,
        reply: ReplyBox | None = None,
        is_correction: bool = False,
        at: datetime | None = None,
        **changed: Any,
    ) -> Sent[SignedApplication]:
        """A signed application for these procedures (None: all that the plan needs). `changed` are fields of
        the signed content that are to be other than they should.
        """
        at = at or clock.now()
        pack = self.packs.for_municipality(self.code, self.scenario.today)
        known = facts_to_json(facts_of(self.scenario, self.packs)) | dict(answers or {})
        facts = facts_from_json(known, pack.vocabulary, self.scenario.today)
        plan = make_plan(pack, self.scenario.event, facts)
        wanted = procedures or [(one.key, one.person) for one in plan.needed if one.desk is not None]
        number = application or uuid4()
        typed = SealedContent(
            event=self.scenario.event,
            facts=facts,
            chosen=tuple(dict.fromkeys(key for key, _ in wanted)),
            journey_id=number,
            started_at=at - timedelta(minutes=9),
            finished_at=at,
            pack_fingerprint=pack.fingerprint,
        )
        box = reply or reply_box(generate_reply_secret(), self.code)
        content = SignedContent(
            application=number,
            municipality_code=self.code,
            event=self.scenario.event,
            answers=answers_as_json(typed, pack.vocabulary),
            procedures=tuple(AppliedProcedure(key, person) for key, person in wanted),
            files=tuple(SignedFile.of(name, file) for name, file in files),
            reply=reply_mark(box),
            signed_at=at,
        )
        content = replace(content, **changed)
        submission = self.signed(content, box, mail=mail, is_correction=is_correction)
        return Sent(replace(submission, language=language), files, box)

    def signed(
        self, content: SignedContent, reply: ReplyBox, *, mail: str = "", is_correction: bool = False
    ) -> SignedApplication:
        """The content with a signature of this card."""
        signed = content.to_bytes()
        key = self.card.keys[Purpose.SIGNING]
        return SignedApplication(
            content=content,
            signed=signed,
            signature=key.sign(signed, padding.PKCS1v15(), hashes.SHA256()),
            certificate=self.card.certificates[Purpose.SIGNING],
            reply=reply,
            mail=mail,
            sent_at=content.signed_at,
            is_correction=is_correction,
        )

    def withdraw(self, sent: Sent[SignedApplication], *, reply: ReplyBox | None = None) -> Sent[Withdrawal]:
        """Take it back; with another `reply` as somebody who has not the secret."""
        box = reply or sent.reply
        return Sent(Withdrawal(sent.number, withdrawal_proof(sent.number, box), clock.now()), (), box)


def read_standing(content: Content) -> Standing:
    """What a reply says."""
    return Standing.from_payload(content.payload)
