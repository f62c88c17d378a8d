"""From answers to a text to sign, and from a file with a signature to somebody who has signed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID, uuid4

from madoguchi.core import clock
from madoguchi.core.cards import card_trust
from madoguchi.core.languages import say_date_on_paper, spoken
from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.packs.model import Channel, Procedure
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.forms.api import (
    DraftChange,
    DraftHandle,
    Json,
    SealedContent,
    answers_as_json,
    open_draft,
    save_draft,
    secure_files,
)
from madoguchi.engines.navigator.api import Plan, PlanEntry, Status
from madoguchi.journeys.online_application.domain.comparing import (
    Compared,
    acts_from_outside,
    compared_agent,
    compared_with_form,
)
from madoguchi.journeys.online_application.domain.signed_content import (
    AppliedProcedure,
    SignedContent,
    SignedFile,
    reply_mark,
)
from madoguchi.journeys.online_application.public import draft
from madoguchi.journeys.online_application.public.errors import (
    Difference,
    NothingToApplyForError,
    NotSignedError,
    SignerDiffersError,
)
from madoguchi.lib.japanese.dates import AnyDate
from madoguchi.lib.jpki import BasicInformation, SignatureFile, SigningCertificate, Verified
from madoguchi.lib.sealing import generate_reply_secret, reply_box


@dataclass(frozen=True)
class Answers:
    """A household's answers with the procedures that are applied for; `started_at` is when writing began."""

    handle: DraftHandle
    plan: Plan
    chosen: tuple[str, ...] | None
    started_at: datetime

    @property
    def pack(self) -> MunicipalityPack:
        """The municipality that it goes to."""
        return self.plan.pack

    @property
    def facts(self) -> Facts:
        """What was answered."""
        return self.plan.facts

    @cached_property
    def entries(self) -> tuple[PlanEntry, ...]:
        """What is applied for: each procedure and person."""
        return tuple(
            entry for entry in offered(self.plan) if self.chosen is None or entry.procedure.key in self.chosen
        )


@dataclass(frozen=True)
class Paper:
    """The text that the card signs; `digest` is its SHA-256 in hexadecimal."""

    content: SignedContent

    @cached_property
    def signed(self) -> bytes:
        """The bytes."""
        return self.content.to_bytes()

    @cached_property
    def digest(self) -> str:
        """Tells papers apart."""
        return hashlib.sha256(self.signed).hexdigest()


@dataclass(frozen=True)
class Signature:
    """A signature that holds, over a paper, by the person who applies."""

    paper: Paper
    file: SignatureFile = field(repr=False)
    verified: Verified[SigningCertificate]

    @property
    def signer(self) -> BasicInformation:
        """氏名, 住所, 生年月日 and 性別 as the certificate has them."""
        return self.verified.certificate.basic_information


def is_offered(pack: MunicipalityPack, procedure: Procedure) -> bool:
    """Whether one can apply for it here: the pack says online, we have its form, and the desk is ours."""
    return (
        Channel.ONLINE in procedure.channels
        and bool(procedure.asked(online=True))
        and procedure.desk in pack.desks
    )


def offered(plan: Plan) -> tuple[PlanEntry, ...]:
    """The needed entries of a plan that can be applied for online."""
    return tuple(
        entry
        for entry in plan.entries
        if entry.status is Status.NEEDED and is_offered(plan.pack, entry.procedure)
    )


def paper_to_sign(answers: Answers) -> Paper:
    """The text to sign: the same bytes as long as nothing was changed, new ones afterwards.

    A signature over other bytes is forgotten. Raises NothingToApplyForError, DraftNotFoundError.
    """
    if not answers.entries:
        raise NothingToApplyForError
    found: list[Paper] = []

    def change(content: Mapping[str, Json]) -> DraftChange:
        known = draft.read(content)
        application, secret = known.application or uuid4(), known.secret or generate_reply_secret()
        mark = reply_mark(reply_box(secret, answers.pack.municipality.code))
        if known.signed_at is not None:
            same = Paper(_content(answers, known, application, mark, known.signed_at))
            if same.digest == known.digest:
                found.append(same)
                return DraftChange()
        paper = Paper(_content(answers, known, application, mark, clock.now().replace(microsecond=0)))
        found.append(paper)
        return draft.paper_change(application, secret, paper.content.signed_at, paper.digest)

    save_draft(answers.handle, change)
    return found[-1]


def take_signature(answers: Answers, uploaded: bytes) -> Signature:
    """Verify the file that the card has made over the paper, and keep it in the draft.

    The files that were signed live as long as the draft from now on. Raises JpkiError with its cause,
    SignerDiffersError, NothingToApplyForError, DraftNotFoundError, DraftFileGoneError; nothing is kept then.
    """
    paper = paper_to_sign(answers)
    signature = _verified(answers, paper, SignatureFile.read(uploaded))
    if files := draft.read(open_draft(answers.handle)).files:
        secure_files(answers.handle, [one.uuid for one in files])
    save_draft(answers.handle, draft.signature_change(paper.digest, signature.file))
    return signature


def signature_of(answers: Answers) -> Signature:
    """The signature that was kept, verified again. Raises NotSignedError where there is none over these
    answers, and what `take_signature` raises.
    """
    paper = paper_to_sign(answers)
    kept = draft.read(open_draft(answers.handle)).signature
    if kept is None or kept[0] != paper.digest:
        raise NotSignedError
    return _verified(answers, paper, kept[1])


def differences(facts: Facts, pack: MunicipalityPack, certified: BasicInformation) -> tuple[Difference, ...]:
    """What the applicant has typed otherwise than the certificate has it; what was not asked is not compared.

    代替文字 are tolerated where the certificate says that it has them.
    """
    person = facts.applicant()
    compared: tuple[Compared, ...] = ()
    if acts_from_outside(facts):
        compared = (compared_agent(certified, facts),)
    elif person is not None:
        compared = compared_with_form(certified, facts, person, pack.municipality.name)
    return tuple(
        Difference(spoken().say(one.label), _written(one.certified), _written(one.typed))
        for one in compared
        if one.differs
    )


def _verified(answers: Answers, paper: Paper, file: SignatureFile) -> Signature:
    verified = card_trust().signed(paper.signed, file.signature, file.certificate)
    found = differences(answers.facts, answers.pack, verified.certificate.basic_information)
    if found:
        raise SignerDiffersError(found)
    return Signature(paper, file, verified)


def _content(
    answers: Answers, known: draft.OnlineDraft, application: UUID, mark: str, at: datetime
) -> SignedContent:
    sealed = SealedContent(
        event=answers.plan.event.key,
        facts=answers.facts,
        chosen=tuple(dict.fromkeys(entry.procedure.key for entry in answers.entries)),
        journey_id=application,
        started_at=answers.started_at,
        finished_at=at,
        pack_fingerprint=answers.pack.fingerprint,
    )
    return SignedContent(
        application=application,
        municipality_code=answers.pack.municipality.code,
        event=answers.plan.event.key,
        answers=answers_as_json(sealed, answers.pack.vocabulary),
        procedures=tuple(AppliedProcedure(entry.procedure.key, entry.person) for entry in answers.entries),
        files=tuple(SignedFile(one.name, one.sha256) for one in known.files),
        reply=mark,
        signed_at=at,
    )


def _written(value: str | AnyDate) -> str:
    return value if isinstance(value, str) else say_date_on_paper(value)
