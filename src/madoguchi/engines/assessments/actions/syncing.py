"""Taking surveys along on a tablet, and what comes back from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.packs import AssessmentForm
from madoguchi.engines.assessments.actions.story import SurveyNotFoundError, locked_survey, tell
from madoguchi.engines.assessments.domain.fields import DAY, answers_of, label_of, unanswered
from madoguchi.engines.assessments.domain.merging import MOST_CHANGES, Change, is_oversized, merge
from madoguchi.engines.assessments.domain.states import Reason, SurveyStatus, SurveyStep
from madoguchi.engines.assessments.models import HeldAnswer, Survey, SurveySync, TabletCopy
from madoguchi.engines.assessments.whose import SURVEY, assessment_of


class TooManyChangesError(ValueError):
    """1回に送れる量を超えています。タブレットの画面を開き直して、もう一度送ってください。"""


class TabletLostError(Exception):
    """このタブレットは、なくしたと記録されています。見つかったときは、担当に知らせ、「ロックする」から「すべて消す」を押してから使ってください。"""


class KeyUsedError(ValueError):
    """同じ番号で別の内容が届きました。タブレットの画面を開き直して、もう一度送ってください。"""


@dataclass(frozen=True, slots=True)
class TakeAlong:
    """Which surveys go onto which tablet."""

    tablet: UUID
    surveys: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """What a tablet sends of one survey. `key` is of this sending; sent again it gets the same answer.

    `base` is the version that was taken along, `form` the version of the form on the tablet, `complete` that
    the surveyor has finished.
    """

    survey: UUID
    key: UUID
    tablet: UUID
    base: int
    form: str
    changes: tuple[Change, ...] = field(repr=False)
    complete: bool = False

    def digest(self) -> str:
        """SHA-256 of what is sent."""
        said = [
            str(self.survey),
            self.base,
            self.form,
            self.complete,
            [[one.path, one.value] for one in self.changes],
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


class TakeSurveysAlong(Action[TakeAlong, list[Survey]]):
    """Put one's own surveys onto a tablet. What is not one's own, or not open, is left out."""

    name: ClassVar[str] = "assessments.take_surveys"
    permission: ClassVar[str | None] = SURVEY

    def perform(self, context: Context, given: TakeAlong) -> list[Survey]:
        """The surveys that may be taken. Raises TabletLostError: who found it gets nothing onto it."""
        if _was_lost(given.tablet):
            raise TabletLostError(TabletLostError.__doc__)
        mine = Survey.objects.select_for_update().filter(
            uuid__in=given.surveys, surveyor_id=context.actor.id, status=SurveyStatus.OPEN.value
        )
        taken = list(mine.order_by("id"))
        for survey in taken:
            _, made = TabletCopy.objects.get_or_create(
                municipality_code=context.municipality_code,
                survey=survey,
                tablet=given.tablet,
                returned_at=None,
                lost_at=None,
                defaults={
                    "staff_id": context.actor.id,
                    "staff_name": context.actor.display_name,
                    "taken_at": context.now,
                },
            )
            if made:
                tell(context, survey, SurveyStep.TAKEN)
        return taken

    def subject(self, given: TakeAlong, result: list[Survey]) -> str:
        """The tablet."""
        return f"tablet:{given.tablet}"

    def details(self, given: TakeAlong, result: list[Survey]) -> Mapping[str, Any]:
        """Which surveys."""
        return {"surveys": [str(survey.uuid) for survey in result]}


class ReceiveFromTablet(Action[Sending, dict[str, Any]]):
    """Take in what a tablet sends of one survey, field by field, and say what became of it.

    The outcome is JSON: `state` (`taken`, `held`, `withdrawn`), `version`, `applied`, `same`, `held` (path,
    label, reason), `completed`, `missing` (labels), `again` (this was answered before).
    """

    name: ClassVar[str] = "assessments.receive_survey"
    permission: ClassVar[str | None] = SURVEY

    def perform(self, context: Context, given: Sending) -> dict[str, Any]:
        """Raises SurveyNotFoundError (also for whoever never had it), TooManyChangesError, KeyUsedError."""
        if len(given.changes) > MOST_CHANGES or any(map(is_oversized, given.changes)):
            raise TooManyChangesError(TooManyChangesError.__doc__)
        survey = locked_survey(given.survey)
        earlier = SurveySync.objects.filter(key=given.key).first()
        if earlier is not None:
            if (earlier.digest, earlier.actor_id) != (given.digest(), context.actor.id):
                raise KeyUsedError(KeyUsedError.__doc__)
            return {**earlier.outcome, "again": True}
        copies = list(
            TabletCopy.objects.filter(survey=survey, tablet=given.tablet, staff_id=context.actor.id)
        )
        if not copies and survey.surveyor_id != context.actor.id:
            raise SurveyNotFoundError(SurveyNotFoundError.__doc__)
        if survey.state is SurveyStatus.WITHDRAWN:
            # What was found out about somebody who took the application back is not kept here.
            outcome = _outcome(survey, "withdrawn") | {"reason": survey.reason}
        else:
            outcome = _take_in(context, survey, given, closed=_why_closed(context, survey, given.tablet))
        for copy in copies:
            if copy.returned_at is None and copy.lost_at is None:
                copy.returned_at = context.now
                copy.save(update_fields=["returned_at"])
        SurveySync.objects.create(
            municipality_code=context.municipality_code,
            survey=survey,
            key=given.key,
            tablet=given.tablet,
            digest=given.digest(),
            at=context.now,
            actor_id=context.actor.id,
            outcome=outcome,
        )
        return outcome | {"again": False}

    def subject(self, given: Sending, result: dict[str, Any]) -> str:
        """The survey."""
        return f"survey:{given.survey}"

    def details(self, given: Sending, result: dict[str, Any]) -> Mapping[str, Any]:
        """Numbers and states; no answer."""
        return {
            "tablet": str(given.tablet),
            "state": result["state"],
            "applied": result["applied"],
            "held_answers": len(result["held"]),
            "again": result["again"],
        }

    def events(self, context: Context, given: Sending, result: dict[str, Any]) -> Iterable[Event]:
        """That the survey is finished, or that somebody has to decide about answers."""
        if result["again"]:
            return
        about = f"survey:{given.survey}"
        if result["completed"]:
            yield Event("assessments.survey_completed", about, {"subject": result["subject"]})
        if result["held"]:
            yield Event("assessments.answers_held", about, {"subject": result["subject"]})


def _was_lost(tablet: UUID) -> bool:
    return TabletCopy.objects.filter(tablet=tablet, lost_at__isnull=False).exists()


def _why_closed(context: Context, survey: Survey, tablet: UUID) -> Reason | None:
    """Why the tablet's answers may not simply be written; None: they may."""
    if _was_lost(tablet):
        return Reason.TABLET_LOST
    if survey.surveyor_id != context.actor.id:
        return Reason.GIVEN_TO_ANOTHER
    return Reason.COMPLETED_BEFORE if survey.state is SurveyStatus.COMPLETED else None


def _take_in(context: Context, survey: Survey, given: Sending, *, closed: Reason | None) -> dict[str, Any]:
    form = assessment_of(survey.assessment).survey
    merged = merge(
        form,
        survey.fields,
        survey.stamps,
        given.changes,
        base=given.base,
        version=survey.version + 1,
        closed=closed,
        corrected=dict(survey.corrections.values_list("path", "version")),
    )
    if merged.applied:
        survey.version += 1
        survey.fields, survey.stamps = dict(merged.fields), dict(merged.stamps)
        survey.form_version = form.version
        survey.exported_at = None
    waiting_already = list(
        HeldAnswer.objects.filter(survey=survey, settled_at__isnull=True).values_list("path", "value")
    )
    HeldAnswer.objects.bulk_create(
        HeldAnswer(
            municipality_code=context.municipality_code,
            survey=survey,
            path=one.path,
            value=one.value,
            there=one.there,
            reason=one.reason.value,
            tablet=given.tablet,
            sent_by_id=context.actor.id,
            sent_by_name=context.actor.display_name,
            at=context.now,
        )
        for one in merged.held
        # Sent again under another key, it is the same question to the desk.
        if (one.path, one.value) not in waiting_already
    )
    if merged.applied or not merged.held:
        tell(context, survey, SurveyStep.SENT, f"{len(merged.applied)}項目")
    if merged.held:
        tell(context, survey, SurveyStep.HELD, f"{len(merged.held)}項目")
    missing = _missing(form, survey)
    waiting = HeldAnswer.objects.filter(survey=survey, settled_at__isnull=True).exists()
    completed = given.complete and closed is None and not missing and not waiting
    if completed:
        survey.status, survey.closed_at = SurveyStatus.COMPLETED.value, context.now
        tell(context, survey, SurveyStep.COMPLETED)
    survey.save(
        update_fields=["version", "fields", "stamps", "form_version", "status", "closed_at", "exported_at"]
    )
    return _outcome(survey, "held" if merged.held else "taken") | {
        "applied": len(merged.applied),
        "same": merged.same,
        "held": [
            {
                "path": one.path,
                "label": label_of(form, one.path),
                "reason": one.reason.value,
                "why": one.reason.label,
            }
            for one in merged.held
        ],
        "completed": completed,
        "missing": missing if given.complete and closed is None else [],
        "form_changed": given.form != form.version,
    }


def _missing(form: AssessmentForm, survey: Survey) -> list[str]:
    missing = [f"{one.number} {one.item.label}" for one in unanswered(form, answers_of(survey.fields))]
    return missing if DAY in survey.fields else [*missing, label_of(form, DAY)]


def _outcome(survey: Survey, state: str) -> dict[str, Any]:
    return {
        "state": state,
        "subject": survey.subject,
        "version": survey.version,
        "applied": 0,
        "same": 0,
        "held": [],
        "completed": False,
        "missing": [],
        "form_changed": False,
    }
