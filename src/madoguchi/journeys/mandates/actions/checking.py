"""A clerk has looked at a mandate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event, run
from madoguchi.engines.cases.api import (
    AddNote,
    Case,
    CaseNotFoundError,
    CaseStep,
    NotYourDeskError,
    may_work_on,
)
from madoguchi.journeys.mandates.domain.representing import Refusal
from madoguchi.journeys.mandates.models import MandateCheck, Verdict
from madoguchi.journeys.mandates.reading import representation_of_case
from madoguchi.lib.japanese.text import clean_text


class NoMandateError(LookupError):
    """この案件は、本人が申請したものです。委任を確かめる必要はありません。"""


class RefusalReasonMissingError(ValueError):
    """認めない理由を選んでください。申請した人が、次に何をすればよいか分かります。"""


class PaperFindingMissingError(ValueError):
    """何で確かめたか（委任状、登記事項証明書、本人への電話など）を書いてください。"""


@dataclass(frozen=True, slots=True)
class CheckedMandate:
    """About which case, and what came of it: `refusal` None is verified."""

    case_uuid: UUID
    refusal: str | None
    note: str = field(default="", repr=False)
    notices_to_agent: bool = False


class CheckMandate(Action[CheckedMandate, MandateCheck]):
    """Write down that the mandate holds, or why not. It counts for all cases of the same application."""

    name: ClassVar[str] = "mandates.check"
    permission: ClassVar[str | None] = "cases.work"

    def perform(self, context: Context, given: CheckedMandate) -> MandateCheck:
        """Raises CaseNotFoundError, NotYourDeskError, NoMandateError, RefusalReasonMissingError,
        PaperFindingMissingError, TextError.
        """
        note = clean_text(given.note)
        case = Case.objects.select_for_update().filter(uuid=given.case_uuid).first()
        if case is None:
            raise CaseNotFoundError(CaseNotFoundError.__doc__)
        if not may_work_on(context.actor, case):
            raise NotYourDeskError(NotYourDeskError.__doc__)
        acting = representation_of_case(case)
        if acting is None or case.source_uuid is None:
            raise NoMandateError(NoMandateError.__doc__)
        reason = ""
        if given.refusal is not None:
            if given.refusal not in set(Refusal):
                raise RefusalReasonMissingError(RefusalReasonMissingError.__doc__)
            reason = Refusal(given.refusal).label
        elif acting.must_be_checked and not note:
            raise PaperFindingMissingError(PaperFindingMissingError.__doc__)
        check = MandateCheck.objects.create(
            municipality_code=context.municipality_code,
            source_uuid=case.source_uuid,
            verdict=Verdict.VERIFIED if given.refusal is None else Verdict.REFUSED,
            reason=given.refusal or "",
            note=note,
            notices_to_agent=given.notices_to_agent and given.refusal is None and acting.wants_notices,
            checked_at=context.now,
            checked_by=context.actor.id,
            checked_by_name=context.actor.display_name,
        )
        check.acts_from_outside = acting.is_from_outside
        said = "委任を確かめました。" if given.refusal is None else f"委任を認めません（{reason}）。"
        run(AddNote(), context, CaseStep(case.uuid, f"{said}{note}"))
        return check

    def subject(self, given: CheckedMandate, result: MandateCheck) -> str:
        """The case."""
        return f"case:{given.case_uuid}"

    def details(self, given: CheckedMandate, result: MandateCheck) -> Mapping[str, Any]:
        """What came of it; never what was written."""
        return {"verdict": str(result.verdict), "reason": result.reason, "notices": result.notices_to_agent}

    def events(self, context: Context, given: CheckedMandate, result: MandateCheck) -> Iterable[Event]:
        """That it was checked: who applied from home may have to hear less or more."""
        yield Event(
            "mandates.checked",
            f"application:{result.source_uuid}",
            {
                "verdict": str(result.verdict),
                "notices_to_agent": result.notices_to_agent,
                "from_outside": result.acts_from_outside,
            },
        )
