"""The municipality's side: ask the board, once for each application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import NAMESPACE_OID, uuid5

from django.conf import settings

from madoguchi.core.actions import Action, Context, run
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.exchange.api import NewMessage, OutgoingFile, SendMessage, SentMessage
from madoguchi.journeys.certification_board.domain.contents import (
    APPLICATION,
    FIRST_STAGE,
    OPINION,
    SURVEY,
    AppliedFor,
)


class NoBoardError(LookupError):
    """この市町村の審査会を行う組合が、パック（bodies）にありません。"""


class PapersMissingError(ValueError):
    """認定調査票か主治医意見書がそろっていません。そろってから審査を依頼してください。"""


@dataclass(frozen=True, slots=True)
class BoardRequest:
    """What the board needs. `reference` is the municipality's own (`case:<uuid>`); `round_` tells a second
    request for it (after the board sent it back) from the first. Of `items` (facts as JSON) what the packs
    declare travels. `survey`, `opinion` and `first_stage` are documents with a shape of their own.
    """

    reference: str
    kind: str
    applied_on: date
    items: Mapping[str, Any] = field(repr=False)
    survey: Mapping[str, Any] = field(repr=False)
    opinion: Mapping[str, Any] = field(repr=False)
    first_stage: Mapping[str, Any] = field(default_factory=dict, repr=False)
    before: str = ""
    valid_until: date | None = None
    about: str = field(default="", repr=False)
    files: tuple[OutgoingFile, ...] = ()
    board: str = "care_certification"
    round_: int = 1


class AskBoard(Action[BoardRequest, SentMessage]):
    """Send a case to the board that this municipality shares with others."""

    name: ClassVar[str] = "exchange.ask_board"
    permission: ClassVar[str | None] = "exchange.send"

    def perform(self, context: Context, given: BoardRequest) -> SentMessage:
        """Raises NoBoardError, PapersMissingError, and what sending raises."""
        packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
        body = packs.body_for(given.board, context.municipality_code)
        if body is None:
            raise NoBoardError(NoBoardError.__doc__)
        if not given.survey or not given.opinion:
            raise PapersMissingError(PapersMissingError.__doc__)
        applied = AppliedFor(given.kind, given.applied_on, given.before, given.reference, given.valid_until)
        name = f"{given.board}:{context.municipality_code}:{given.reference}:{given.round_}"
        return run(
            SendMessage(),
            context,
            NewMessage(
                key=uuid5(NAMESPACE_OID, name),
                kind=packs.boards[given.board].request,
                receiver_code=body.code,
                items=given.items,
                parts={
                    APPLICATION: applied.as_json(),
                    FIRST_STAGE: dict(given.first_stage),
                    SURVEY: dict(given.survey),
                    OPINION: dict(given.opinion),
                },
                files=given.files,
                about=given.about,
                subject=given.reference,
            ),
        )

    def subject(self, given: BoardRequest, result: SentMessage) -> str:
        """The municipality's own record."""
        return given.reference

    def details(self, given: BoardRequest, result: SentMessage) -> Mapping[str, Any]:
        """The message, and to which body."""
        return {"sent": str(result.uuid), "receiver": result.receiver_code}
