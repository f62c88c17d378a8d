"""What was decided on paper alone is registered: with a number, and counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.approvals.actions.attaching import paper_name, sheets
from madoguchi.engines.approvals.actions.drafting import Draft, event_of, fill, may_draft_at
from madoguchi.engines.approvals.actions.judging import decision_details
from madoguchi.engines.approvals.actions.submitting import write_version
from madoguchi.engines.approvals.deciding import decide
from madoguchi.engines.approvals.domain.numbers import fiscal_year
from madoguchi.engines.approvals.domain.states import ActKind, Medium
from madoguchi.engines.approvals.errors import FieldError, UnknownDeskError
from madoguchi.engines.approvals.models import Document, PaperPart
from madoguchi.engines.approvals.offices import pack_of
from madoguchi.engines.approvals.recording import record
from madoguchi.lib.japanese.text import TextError, clean_line


@dataclass(frozen=True, slots=True)
class PaperDecision:
    """What was decided on paper: what it says, when, by whom (written as on the paper), how many sheets."""

    draft: Draft
    decided_on: date
    decided_by: str = field(repr=False)
    sheets: int = 1


class RegisterPaperDecision(Action[PaperDecision, Document]):
    """Give a decision on paper its number: otherwise the share of electronic decisions would be a lie."""

    name: ClassVar[str] = "approvals.register_paper"
    permission: ClassVar[str | None] = "approvals.draft"

    def perform(self, context: Context, given: PaperDecision) -> Document:
        """Raises FieldError, UnknownKindOfDocumentError, UnknownDeskError."""
        pack, today = pack_of(context), context.day
        if given.draft.desk not in pack.desks or not may_draft_at(context, given.draft.desk):
            raise UnknownDeskError
        # Numbers of a year whose book is closed for long are not given any more.
        if not (fiscal_year(given.decided_on) >= fiscal_year(today) - 1 and given.decided_on <= today):
            raise FieldError(
                "decided_on", "決裁の日は、前の年度の4月1日からきょうまでの日を入力してください。"
            )
        try:
            decided_by = clean_line(given.decided_by, 60)
        except TextError as error:
            raise FieldError("decided_by", str(error)) from None
        if not decided_by:
            raise FieldError("decided_by", "決裁した職を書いてください（例：課長）。")
        document = Document(
            municipality_code=context.municipality_code,
            drafter_id=context.actor.id,
            drafter_name=context.actor.display_name,
            created_at=context.now,
            submitted_at=context.now,
            version=1,
        )
        fill(document, given.draft, pack)
        document.save()
        part = PaperPart.objects.create(
            municipality_code=context.municipality_code,
            document=document,
            name=paper_name("決裁書"),
            sheets=sheets(given.sheets),
        )
        write_version(context, document, (), (part,), ())
        record(context, document, ActKind.REGISTERED, decided_by=decided_by)
        decide(context, document, decided_by, on=given.decided_on, medium=Medium.PAPER)
        return document

    def subject(self, given: PaperDecision, result: Document) -> str:
        """The document."""
        return f"approval:{result.uuid}"

    def details(self, given: PaperDecision, result: Document) -> Mapping[str, Any]:
        """The hash of what was registered."""
        return decision_details(result)

    def events(self, context: Context, given: PaperDecision, result: Document) -> Iterable[Event]:
        """That it is decided."""
        yield event_of("approvals.decided", result, number=result.number)
