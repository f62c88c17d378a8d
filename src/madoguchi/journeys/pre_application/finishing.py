"""The end of the journey at home: review, the code for the counter, and leaving nothing behind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.packs import Severity
from madoguchi.core.vocabulary import facts_to_json
from madoguchi.engines.forms.api import (
    DraftChange,
    DraftHandle,
    Finding,
    SealedContent,
    discard_draft,
    save_draft,
    seal_content,
)
from madoguchi.journeys.pre_application import state
from madoguchi.journeys.pre_application.answering import choose
from madoguchi.journeys.pre_application.application import Application, application_from, open_application
from madoguchi.journeys.pre_application.errors import NotReadyError
from madoguchi.lib.qr import Symbol, symbols


@dataclass(frozen=True)
class Review:
    """The code for the counter: its text, how long it is valid, and an id for these very answers."""

    application: Application

    @property
    def must(self) -> tuple[Finding, ...]:
        """What has to be put right first."""
        return tuple(one for one in self.application.findings if one.severity is Severity.MUST)

    @property
    def ask(self) -> tuple[Finding, ...]:
        """What the clerk will ask about."""
        return tuple(one for one in self.application.findings if one.severity is Severity.ASK)

    @property
    def ready(self) -> bool:
        """Whether the code can be made."""
        return not self.must and bool(self.application.plan.needed) and self.application.state.chosen != ()


@dataclass(frozen=True)
class SealedAnswers:
    """The code for the counter: its text, how long it can be scanned, and an id for these very answers."""

    text: str = field(repr=False)
    envelope_id: UUID
    expires_at: datetime

    @cached_property
    def symbols(self) -> list[Symbol]:
        """The QR symbols, numbered where one is too small."""
        return symbols(self.text)


def review(handle: DraftHandle) -> Review:
    """Everything that will go into the code, and what is wrong with it. Raises `DraftNotFoundError`."""
    return Review(open_application(handle))


def seal_answers(handle: DraftHandle, chosen: Collection[str] | None = None) -> SealedAnswers:
    """Make the code for the counter; the same code again as long as nothing was changed and it is valid.

    `chosen` are the procedures to prepare (None: as chosen before). The code is valid for
    `MADOGUCHI_CODE_DAYS`. Raises `NotReadyError` with what is wrong, `KeyUnusable`, `EnvelopeTooLarge`,
    `DraftNotFoundError`.
    """
    if chosen is not None:
        choose(handle, list(chosen))
    made: list[SealedAnswers] = []

    def change(content: Any) -> DraftChange:
        now = application_from(handle, content)
        whole = Review(now)
        if not whole.ready:
            raise NotReadyError(whole.must)
        kept = sealed_answers(now)
        sealed = kept or _seal(now)
        made.append(sealed)
        return DraftChange() if kept else DraftChange({state.SEALED: _as_json(sealed, _digest(now))})

    save_draft(handle, change)
    return made[-1]


def sealed_answers(application: Application) -> SealedAnswers | None:
    """The code that was made for these answers, or None when they were changed since or it has expired."""
    kept = application.state.content.get(state.SEALED)
    if not isinstance(kept, dict) or kept["digest"] != _digest(application):
        return None
    sealed = SealedAnswers(kept["text"], UUID(kept["id"]), datetime.fromisoformat(kept["expires_at"]))
    return sealed if sealed.expires_at > clock.now() else None


def discard(handle: DraftHandle) -> None:
    """Delete everything that was typed. Raises `DraftNotFoundError`."""
    discard_draft(handle)


def _seal(application: Application) -> SealedAnswers:
    now = clock.now()
    content = SealedContent(
        event=application.state.event,
        facts=application.facts,
        chosen=application.state.chosen,
        journey_id=uuid4(),
        started_at=application.state.started_at,
        finished_at=now,
        pack_fingerprint=application.pack.fingerprint,
    )
    sealed = seal_content(
        application.pack,
        content,
        expires_at=now + timedelta(days=settings.MADOGUCHI_CODE_DAYS),
    )
    return SealedAnswers(sealed.text, sealed.envelope_id, sealed.expires_at.astimezone(clock.TOKYO))


def _as_json(sealed: SealedAnswers, digest: str) -> dict[str, str]:
    return {
        "text": sealed.text,
        "id": str(sealed.envelope_id),
        "expires_at": sealed.expires_at.isoformat(),
        "digest": digest,
    }


def _digest(application: Application) -> str:
    """Tells whether two applications would put the same into a code."""
    whole = [application.state.event, facts_to_json(application.facts), application.state.chosen]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=list).encode()).hexdigest()
