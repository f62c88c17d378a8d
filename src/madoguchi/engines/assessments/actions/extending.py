"""The decision takes longer than the law allows by itself: told to the person, with the reason (延期)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar

from madoguchi.core import clock
from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.assessments.actions.story import reason_in
from madoguchi.engines.assessments.models import Extension
from madoguchi.engines.assessments.whose import WORK, check_desk

LONGEST = timedelta(days=366)
"""A day further away than this is a slip of the keyboard."""
MOST_WORDS = 400


class ExpectedDayError(ValueError):
    """決定の見込みの日を確かめてください。"""


class ExtendedMeanwhileError(Exception):
    """ほかの職員が、先に延期を記録しました。いまの期限を見てから、必要ならもう一度延期してください。"""


@dataclass(frozen=True, slots=True)
class NewExtension:
    """Of what (`case:<uuid>`), applied for when; decided by `before` until now, expected by `until`."""

    assessment: str
    subject: str
    applied_on: date
    before: date
    until: date
    reason: str = field(repr=False)


class ExtendDecision(Action[NewExtension, Extension]):
    """Write down that the person is told. Again with the same day and reason it is the same extension."""

    name: ClassVar[str] = "assessments.extend_decision"
    permission: ClassVar[str | None] = WORK

    def perform(self, context: Context, given: NewExtension) -> Extension:
        """Raises NotYourAssessmentError, ReasonMissingError, ExpectedDayError, ExtendedMeanwhileError,
        TextError.
        """
        check_desk(context.actor, given.assessment)
        reason = " ".join(reason_in(given.reason[: MOST_WORDS + 1]).split())
        if len(reason) > MOST_WORDS:
            raise ExpectedDayError(f"理由は{MOST_WORDS}文字までにしてください。通知書に印刷されます。")
        today = clock.today()
        if given.until <= max(given.before, today):
            raise ExpectedDayError("いまの期限（またはきょう）より後の日を、決定の見込みの日にしてください。")
        if given.until > today + LONGEST:
            raise ExpectedDayError("1年より先の日です。決定の見込みの日を確かめてください。")
        extension, _ = Extension.objects.get_or_create(
            municipality_code=context.municipality_code,
            assessment=given.assessment,
            subject=given.subject,
            before=given.before,
            defaults={
                "applied_on": given.applied_on,
                "until": given.until,
                "reason": reason,
                "told_on": today,
                "at": context.now,
                "actor_id": context.actor.id,
                "actor_name": context.actor.display_name,
            },
        )
        if (extension.until, extension.reason) != (given.until, reason):
            raise ExtendedMeanwhileError(ExtendedMeanwhileError.__doc__)
        return extension

    def subject(self, given: NewExtension, result: Extension) -> str:
        """What is decided later."""
        return given.subject

    def details(self, given: NewExtension, result: Extension) -> Mapping[str, Any]:
        """The days; not the reason."""
        return {"before": given.before.isoformat(), "until": result.until.isoformat()}

    def events(self, context: Context, given: NewExtension, result: Extension) -> Iterable[Event]:
        """That it was put off."""
        yield Event("assessments.decision_extended", given.subject, {"subject": given.subject})
