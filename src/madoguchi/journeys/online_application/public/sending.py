"""Sending: sealed to the municipality, once, with everything that its sender needs kept before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.languages import SOURCE
from madoguchi.engines.forms.api import DraftHandle, DraftNotFoundError, drop_files, open_draft, save_draft
from madoguchi.engines.mailbox.api import Box, LetterIdTakenError, post_letter, progress
from madoguchi.journeys.online_application.domain.numbers import application_number
from madoguchi.journeys.online_application.domain.signed_content import SignedFile
from madoguchi.journeys.online_application.domain.submissions import SignedApplication
from madoguchi.journeys.online_application.public import draft
from madoguchi.journeys.online_application.public.errors import (
    AlreadySentError,
    MailUnreadableError,
    NotSignedError,
)
from madoguchi.journeys.online_application.public.files import attachments
from madoguchi.journeys.online_application.public.replies import SentCopy, copy_in, keep_copy, replies_in
from madoguchi.journeys.online_application.public.signing import Answers, Signature, signature_of
from madoguchi.lib.mail_addresses import is_mail_address
from madoguchi.lib.sealing import Content, reply_box


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the resident keeps: number and secret, and when it was sent (Tokyo). Nothing personal.

    With `later_changes` the draft was changed and signed anew after that, and these changes were not sent.
    """

    number: str
    secret: str = field(repr=False)
    sent_at: datetime
    is_correction: bool
    later_changes: bool = False


def send(answers: Answers, mail: str = "", language: str = SOURCE) -> Receipt:
    """Send the signed application, or its correction; sent twice it is one. Committed when it returns.

    Notices go to `mail`, if any, in the language with this code. The receipt is for the text that was sent:
    where the first sending was cut off and the draft changed since, it says so. Raises NotSignedError and
    what `signature_of` raises, MailUnreadableError, AlreadySentError when another application of this draft
    was sent and the answers were changed since, the errors of the mailbox (MailboxError), KeyUnusable,
    DraftNotFoundError.
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
    # With the secret, there since the paper: whoever sent it can follow it, wherever this is cut off.
    known = draft.read(open_draft(handle))
    application = _application(known, signature, mail, language)
    try:
        later_changes = not _post(handle, application, known.files)
    except DraftNotFoundError:
        # Pressed twice at once, the other press has sent the files and put them away.
        if (sent := receipt(handle)) is None:
            raise
        return sent
    posted = progress(handle.municipality_code, application.letter)
    sent_at = clock.now() if posted is None else posted.posted_at
    known = draft.read(save_draft(handle, draft.sent_change(sent_at, later_changes=later_changes)))
    # They lie in the letter, sealed.
    drop_files(handle)
    return _receipt(known)


def receipt(handle: DraftHandle) -> Receipt | None:
    """The receipt of what this draft has sent, None while nothing was. Raises DraftNotFoundError."""
    known = draft.read(open_draft(handle))
    return None if known.sent_at is None else _receipt(known)


def begin_another(handle: DraftHandle) -> None:
    """Let the draft be about a further application; the receipt of the last one is no longer shown here."""
    save_draft(handle, draft.another_change())
    drop_files(handle)


def resident_context(application: UUID, municipality_code: str) -> Context:
    """The resident as the audit log knows them: by the number of the application."""
    return Context(municipality_code, Actor.resident(str(application)), purpose="オンライン申請")


def _application(
    known: draft.OnlineDraft, signature: Signature, mail: str, language: str
) -> SignedApplication:
    content = signature.paper.content
    return SignedApplication(
        content=content,
        signed=signature.paper.signed,
        signature=signature.file.signature,
        certificate=signature.file.certificate,
        reply=reply_box(known.secret, content.municipality_code),
        mail=mail,
        sent_at=clock.now(),
        is_correction=known.corrects,
        language=language,
    )


def _post(handle: DraftHandle, application: SignedApplication, files: tuple[draft.KeptFile, ...]) -> bool:
    """Letter and copy together, or nothing. False where the letter of this number brings another text.

    Raises NotSignedError where another window has changed the files since, and the errors of the mailbox.
    """
    content, box, letter = application.content, application.reply, application.letter
    if tuple(SignedFile(one.name, one.sha256) for one in files) != content.files:
        raise NotSignedError
    code, copy = content.municipality_code, SentCopy(application.signed, letter)
    context = resident_context(content.application, code)
    sealed = Content(application.to_payload(), attachments(handle, files))
    try:
        with tenancy.municipality(code):
            post_letter(context, Box.APPLICATIONS, sealed, letter_id=letter, reply_address=box.address)
            keep_copy(context, copy, box)
    except LetterIdTakenError:
        # Sealing twice gives other bytes: the letter of this number is there, whole, with its copy.
        return copy in map(copy_in, replies_in(code, box))
    return True


def _receipt(known: draft.OnlineDraft) -> Receipt:
    if known.application is None or known.sent_at is None:
        raise AlreadySentError
    return Receipt(
        number=application_number(known.application),
        secret=known.secret,
        sent_at=known.sent_at.astimezone(clock.TOKYO),
        is_correction=known.corrects,
        later_changes=known.later_changes,
    )
