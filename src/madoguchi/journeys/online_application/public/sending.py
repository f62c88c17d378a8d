"""Sending: sealed to the municipality, once, with everything that its sender needs kept before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.engines.forms.api import DraftHandle, open_draft, save_draft
from madoguchi.engines.mailbox.api import Box, LetterIdTakenError, keep_for_resident, post_letter
from madoguchi.journeys.online_application.domain.mail import is_mail_address
from madoguchi.journeys.online_application.domain.numbers import application_number
from madoguchi.journeys.online_application.domain.submissions import SignedApplication
from madoguchi.journeys.online_application.public import draft
from madoguchi.journeys.online_application.public.errors import AlreadySentError, MailUnreadableError
from madoguchi.journeys.online_application.public.files import attachments
from madoguchi.journeys.online_application.public.signing import Answers, Signature, signature_of
from madoguchi.lib.sealing import Content, ReplyBox, generate_reply_secret, reply_box

COPY: Final = "copy"
"""The kind of letter in which a resident finds again what was sent."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the resident keeps: number and secret, and when it was sent (Tokyo). Nothing personal."""

    number: str
    secret: str = field(repr=False)
    sent_at: datetime
    is_correction: bool


def send(answers: Answers, mail: str = "") -> Receipt:
    """Send the signed application, or its correction; sent twice it is one. Committed when it returns.

    Raises NotSignedError and what `signature_of` raises, MailUnreadableError, AlreadySentError when another
    application of this draft was sent and the answers were changed since, the errors of the mailbox
    (MailboxError), KeyUnusable, DraftNotFoundError.
    """
    if mail and not is_mail_address(mail):
        raise MailUnreadableError
    handle = answers.handle
    known = draft.read(open_draft(handle))
    if known.sent_at is not None:
        if known.signature is None or known.signature[0] != known.digest:
            raise AlreadySentError
        return _receipt(known)
    signature = signature_of(answers)
    # Before the letter: whoever sent it can always follow it, wherever this is cut off.
    known = draft.read(save_draft(handle, draft.secret_change(generate_reply_secret())))
    _post(answers, known, signature, mail)
    return _receipt(draft.read(save_draft(handle, draft.sent_change(clock.now()))))


def receipt(handle: DraftHandle) -> Receipt | None:
    """The receipt of what this draft has sent, None while nothing was. Raises DraftNotFoundError."""
    known = draft.read(open_draft(handle))
    return None if known.sent_at is None else _receipt(known)


def begin_another(handle: DraftHandle) -> None:
    """Let the draft be about a further application; the receipt of the last one is no longer shown here."""
    save_draft(handle, draft.another_change())


def resident_context(application: UUID, municipality_code: str) -> Context:
    """The resident as the audit log knows them: by the number of the application."""
    return Context(municipality_code, Actor.resident(str(application)), purpose="オンライン申請")


def _post(answers: Answers, known: draft.OnlineDraft, signature: Signature, mail: str) -> None:
    """Letter and copy together, or nothing."""
    content, signed = signature.paper.content, signature.paper.signed
    code = content.municipality_code
    box = reply_box(known.secret, code)
    context = resident_context(content.application, code)
    application = SignedApplication(
        content=content,
        signed=signed,
        signature=signature.file.signature,
        certificate=signature.file.certificate,
        reply=box,
        mail=mail,
        sent_at=context.now,
        is_correction=known.corrects,
    )
    sealed = Content(application.to_payload(), attachments(answers.handle, known.files))
    letter = application.letter
    try:
        with tenancy.municipality(code):
            post_letter(context, Box.APPLICATIONS, sealed, letter_id=letter, reply_address=box.address)
            _keep_copy(context, application, box, letter)
    except LetterIdTakenError:
        # Sealing twice gives other bytes: the letter of this number is there, whole, with its copy.
        return


def _keep_copy(context: Context, application: SignedApplication, box: ReplyBox, letter: UUID) -> None:
    copy = {"kind": COPY, "signed": application.signed, "letter": str(letter)}
    keep_for_resident(context, Content(copy), to=box, letter_id=uuid5(letter, COPY))


def _receipt(known: draft.OnlineDraft) -> Receipt:
    if known.application is None or known.sent_at is None:
        raise AlreadySentError
    return Receipt(
        number=application_number(known.application),
        secret=known.secret,
        sent_at=known.sent_at.astimezone(clock.TOKYO),
        is_correction=known.corrects,
    )
