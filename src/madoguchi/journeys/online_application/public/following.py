"""Following an application by its number and secret: where it stands, withdrawing, correcting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from madoguchi.core import clock
from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.forms.api import DraftHandle, from_payload, save_draft
from madoguchi.engines.mailbox.api import Box, LetterIdTakenError, Progress, post_letter, progress
from madoguchi.journeys.online_application.domain.errors import StandingUnreadableError, SubmissionError
from madoguchi.journeys.online_application.domain.numbers import application_number, folded_number
from madoguchi.journeys.online_application.domain.signed_content import SignedContent
from madoguchi.journeys.online_application.domain.states import (
    BEFORE_ARRIVAL,
    RECEPTION_TOLD,
    TOLD,
    Standing,
    Told,
    Tone,
)
from madoguchi.journeys.online_application.domain.submissions import Withdrawal, withdrawal_proof
from madoguchi.journeys.online_application.public import draft
from madoguchi.journeys.online_application.public.errors import NoSuchApplicationError, TooLateToWithdrawError
from madoguchi.journeys.online_application.public.replies import copy_in, replies_in
from madoguchi.journeys.online_application.public.sending import resident_context
from madoguchi.lib.sealing import Content, ReplyBox, ReplySecretUnusable, reply_box


@dataclass(frozen=True)
class Followed:
    """An application as whoever has its secret finds it. `standing` is None until the office has written."""

    municipality_code: str
    signed: SignedContent
    secret: str = field(repr=False)
    box: ReplyBox
    standing: Standing | None
    posted: Progress | None
    withdrawn_at: datetime | None
    """When the wish to withdraw was sent; the office's answer may still be to come."""

    @property
    def application(self) -> UUID:
        """Its number in both zones."""
        return self.signed.application

    @property
    def number(self) -> str:
        """The 申請番号."""
        return application_number(self.application)

    @property
    def told(self) -> Told:
        """The one sentence on top: what is to be done, else what matters most."""
        return told_of(self.standing)

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether withdrawing can still be asked for."""
        is_open = self.standing is None or self.standing.can_be_withdrawn
        return is_open and self.withdrawn_at is None

    @property
    def needs_correction(self) -> bool:
        """Whether the office waits for something."""
        return self.standing is not None and self.standing.needs_correction

    def facts(self, pack: MunicipalityPack) -> Facts:
        """What was sent last, for correcting it. Raises SealedContentError."""
        read = from_payload(
            self.signed.answers, pack.vocabulary, today=clock.today(), journey_id=self.application
        )
        return read.facts


def told_of(standing: Standing | None) -> Told:
    """The one sentence about an application: what the resident must do, else what is least far along."""
    if standing is None:
        return BEFORE_ARRIVAL
    if not standing.cases:
        return RECEPTION_TOLD[standing.reception]
    order = list(TOLD)
    pressing = min(
        standing.cases,
        key=lambda case: (TOLD[case.status].tone is not Tone.ACT, order.index(case.status)),
    )
    return TOLD[pressing.status]


def follow(municipality_code: str, number: str, secret: str) -> Followed:
    """The application with this 申請番号 or 受付番号 and secret, typed in any way.

    Raises NoSuchApplicationError, the same for whatever is wrong: nothing tells what exists.
    """
    try:
        box = reply_box(secret, municipality_code)
    except ReplySecretUnusable:
        raise NoSuchApplicationError from None
    signed: SignedContent | None = None
    letter: UUID | None = None
    standing: Standing | None = None
    for payload in replies_in(municipality_code, box):
        try:
            if (copy := copy_in(payload)) is not None:
                signed, letter = SignedContent.from_bytes(copy.signed), copy.letter
            else:
                # Answers overtake each other, where they are carried as files or one was refused at first.
                one = Standing.from_payload(payload)
                standing = one if one.replaces(standing) else standing
        except (SubmissionError, StandingUnreadableError):
            continue
    if signed is None or letter is None:
        raise NoSuchApplicationError
    mine = {folded_number(application_number(signed.application))}
    mine |= {folded_number(standing.number)} if standing is not None and standing.number else set()
    if folded_number(number) not in mine:
        raise NoSuchApplicationError
    if standing is not None and standing.application != signed.application:
        standing = None
    withdrawal = progress(municipality_code, _withdrawal_letter(signed.application))
    return Followed(
        municipality_code=municipality_code,
        signed=signed,
        secret=secret,
        box=box,
        standing=standing,
        posted=progress(municipality_code, letter),
        withdrawn_at=None if withdrawal is None else withdrawal.posted_at,
    )


def withdraw(followed: Followed) -> None:
    """Ask the office to take the application back; asked twice it is asked once.

    Raises TooLateToWithdrawError and the errors of the mailbox.
    """
    if followed.withdrawn_at is not None:
        return
    if not followed.can_be_withdrawn:
        raise TooLateToWithdrawError
    context = resident_context(followed.application, followed.municipality_code)
    proof = withdrawal_proof(followed.application, followed.box)
    content = Content(Withdrawal(followed.application, proof, context.now).to_payload())
    letter = _withdrawal_letter(followed.application)
    try:
        post_letter(context, Box.APPLICATIONS, content, letter_id=letter, reply_address=followed.box.address)
    except LetterIdTakenError:
        return


def begin_correction(handle: DraftHandle, followed: Followed) -> None:
    """Make a draft that holds what was sent into the correction of it. Raises DraftNotFoundError."""
    save_draft(handle, draft.correction_change(followed.application, followed.secret))


def _withdrawal_letter(application: UUID) -> UUID:
    return uuid5(application, "withdrawal")
