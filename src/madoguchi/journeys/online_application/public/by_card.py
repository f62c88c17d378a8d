"""Where all applications of a card's owner stand: signed in, asked, answered to this browser alone.

Number and secret are not needed for it. Everything between two pages lies in a draft of its own, under the
key that the browser holds; the public zone has no table for it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from madoguchi.core import clock
from madoguchi.core.cards import card_trust
from madoguchi.engines.forms.api import (
    DraftChange,
    DraftHandle,
    DraftNotFoundError,
    Json,
    create_draft,
    open_draft,
    save_draft,
)
from madoguchi.engines.mailbox.api import Box, LetterIdTakenError, post_letter
from madoguchi.journeys.online_application.domain.errors import StandingUnreadableError
from madoguchi.journeys.online_application.domain.states import Standing, read_overview
from madoguchi.journeys.online_application.domain.submissions import (
    ANSWERING_TIME,
    SIGNING_TIME,
    Overview,
    overview_challenge,
)
from madoguchi.journeys.online_application.public.replies import replies_in
from madoguchi.journeys.online_application.public.sending import resident_context
from madoguchi.lib.jpki import SignatureFile
from madoguchi.lib.sealing import Content, ReplyBox, generate_reply_secret, reply_box

_QUESTION: Final = "overview"


@dataclass(frozen=True, slots=True)
class Question:
    """A question by card. `standings` is None until the office has answered."""

    challenge: bytes = field(repr=False)
    sent_at: datetime | None
    is_over: bool
    standings: tuple[Standing, ...] | None


def ask_by_card(municipality_code: str, site: str) -> DraftHandle:
    """Begin a question; the handle belongs in the browser's cookie. `site` is the host's name."""
    secret, made_at = generate_reply_secret(), clock.now()
    box = reply_box(secret, municipality_code)
    challenge = overview_challenge(site, municipality_code, box, made_at)
    kept = {
        "secret": secret,
        "challenge": base64.b64encode(challenge).decode("ascii"),
        "letter": str(uuid4()),
        "made_at": made_at.isoformat(),
    }
    return create_draft(municipality_code, {_QUESTION: kept})


def send_by_card(handle: DraftHandle, uploaded: bytes) -> None:
    """Verify what the card made of the challenge and send the question, once.

    Raises JpkiError, AnchorsUnusable, MailboxError, KeyUnusable, DraftNotFoundError (also when its time is
    over).
    """
    kept, question = _read(handle)
    if question.sent_at is not None:
        return
    if question.is_over:
        raise DraftNotFoundError
    signed = SignatureFile.read(uploaded)
    card_trust().authenticated(question.challenge, signed.signature, signed.certificate)
    letter, box = UUID(kept["letter"]), _box(handle, kept)
    context = resident_context(letter, handle.municipality_code)
    asked = Overview(question.challenge, signed.signature, signed.certificate, box, context.now)
    # Pressed twice, the first one is there.
    with suppress(LetterIdTakenError):
        post_letter(
            context,
            Box.APPLICATIONS,
            Content(asked.to_payload()),
            letter_id=letter,
            reply_address=box.address,
            expires_at=context.now + ANSWERING_TIME,
        )
    sent = {**kept, "sent_at": context.now.isoformat()}
    save_draft(handle, DraftChange({_QUESTION: sent}))


def question_of(handle: DraftHandle) -> Question:
    """How far the question has come. Raises DraftNotFoundError."""
    return _read(handle)[1]


def _read(handle: DraftHandle) -> tuple[Mapping[str, Any], Question]:
    kept: Json = open_draft(handle).get(_QUESTION)
    if not isinstance(kept, dict):
        raise DraftNotFoundError
    sent_at = kept.get("sent_at")
    since = datetime.fromisoformat(sent_at or kept["made_at"])
    patience = SIGNING_TIME if sent_at is None else ANSWERING_TIME
    return kept, Question(
        challenge=base64.b64decode(kept["challenge"]),
        sent_at=None if sent_at is None else datetime.fromisoformat(sent_at),
        is_over=clock.now() > since + patience,
        standings=None if sent_at is None else _standings(handle, kept),
    )


def _standings(handle: DraftHandle, kept: Mapping[str, Any]) -> tuple[Standing, ...] | None:
    for payload in reversed(replies_in(handle.municipality_code, _box(handle, kept))):
        try:
            return read_overview(payload)
        except StandingUnreadableError:
            continue
    return None


def _box(handle: DraftHandle, kept: Mapping[str, Any]) -> ReplyBox:
    return reply_box(kept["secret"], handle.municipality_code)
