"""What the verbs have in common: who may, the locked row, its story, its version, what is told afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.assessments.domain.merging import put
from madoguchi.engines.assessments.domain.states import SurveyStatus, SurveyStep
from madoguchi.engines.assessments.models import Opinion, Survey, SurveyEvent
from madoguchi.engines.assessments.whose import WORK, check_desk
from madoguchi.lib.japanese.text import clean_line, clean_text

Row = TypeVar("Row", Survey, Opinion)
_CALLED_OFF = "withdrawn"
"""The status of both that lets the same subject begin again."""


class AboutSomebody(Protocol):
    """What is begun for a person: which assessment, what asked for it, who."""

    @property
    def assessment(self) -> str:
        """The kind."""

    @property
    def subject(self) -> str:
        """What asked for it."""

    @property
    def person_name(self) -> str:
        """As written."""

    @property
    def person_kana(self) -> str:
        """Its reading, or empty."""

    @property
    def person_birth(self) -> str:
        """As people read it, or empty."""


class SurveyNotFoundError(LookupError):
    """この認定調査は見つかりません。一覧から選び直してください。"""


class SurveyClosedError(Exception):
    """この認定調査は終わったか、取りやめになりました。画面を開き直して、いまの状態を確かめてください。"""


class JudgedAlreadyError(Exception):
    """一次判定の結果があるので、答えを変えられません。先に「調査員に戻す」で調査を開き直してください。"""


class ReasonMissingError(ValueError):
    """理由を書いてください。あとで読む人が、何があったか分かります。"""


class RowAction(Action[Any, Row]):
    """A verb of the desk about one survey or opinion. `tells`: the event that follows, without the prefix."""

    permission: ClassVar[str | None] = WORK
    tells: ClassVar[str] = ""

    def subject(self, given: Any, result: Row) -> str:
        """The row."""
        return f"{result._meta.model_name}:{result.uuid}"

    def details(self, given: Any, result: Row) -> Mapping[str, Any]:
        """Its state, and what it belongs to."""
        return {"status": result.status, "of": result.subject}

    def events(self, context: Context, given: Any, result: Row) -> Iterable[Event]:
        """That it happened, for whoever knows the subject."""
        if self.tells:
            about = self.subject(given, result)
            yield Event(f"assessments.{self.tells}", about, {"subject": result.subject})


def begun_once(rows: type[Row], context: Context, given: AboutSomebody, **columns: Any) -> tuple[Row, bool]:
    """The row of a subject that was not called off, or a new one with these columns; and whether it is new.

    Raises TextError.
    """
    return rows.objects.exclude(status=_CALLED_OFF).get_or_create(
        municipality_code=context.municipality_code,
        assessment=given.assessment,
        subject=given.subject,
        defaults={
            "person_name": clean_line(given.person_name, 400),
            "person_kana": clean_line(given.person_kana, 400),
            "person_birth": clean_line(given.person_birth, 40),
            **columns,
        },
    )


def reason_in(text: str) -> str:
    """The reason as it is kept. Raises ReasonMissingError, TextError."""
    reason = clean_text(text)
    if not reason:
        raise ReasonMissingError(ReasonMissingError.__doc__)
    return reason


def locked_survey(uuid: UUID) -> Survey:
    """The survey, locked until the transaction ends. Raises SurveyNotFoundError."""
    survey = Survey.objects.select_for_update().filter(uuid=uuid).first()
    if survey is None:
        raise SurveyNotFoundError(SurveyNotFoundError.__doc__)
    return survey


def survey_of_desk(actor: Actor, uuid: UUID) -> Survey:
    """The locked survey, for whoever works at its desk. Raises also NotYourAssessmentError."""
    survey = locked_survey(uuid)
    check_desk(actor, survey.assessment)
    return survey


def must_be_open(survey: Survey) -> None:
    """Raises SurveyClosedError."""
    if survey.state is not SurveyStatus.OPEN:
        raise SurveyClosedError(SurveyClosedError.__doc__)


def must_take_answers(survey: Survey) -> None:
    """Whether the desk may still change an answer: not once it was called off, and not while it is finished
    and the first stage has said something of it. Raises SurveyClosedError, JudgedAlreadyError.
    """
    if survey.state is SurveyStatus.WITHDRAWN:
        raise SurveyClosedError(SurveyClosedError.__doc__)
    if survey.state is SurveyStatus.COMPLETED and survey.first_stages.exists():
        raise JudgedAlreadyError(JudgedAlreadyError.__doc__)


def put_answer(survey: Survey, path: str, value: Any) -> None:
    """Put one value into a locked survey, as its next version. What was exported before is old now."""
    fields = dict(survey.fields)
    put(fields, path, value)
    survey.version += 1
    survey.fields = fields
    survey.stamps = {**survey.stamps, path: survey.version}
    survey.exported_at = None
    survey.save(update_fields=["version", "fields", "stamps", "exported_at"])


def tell(context: Context, survey: Survey, step: SurveyStep, note: str = "") -> None:
    """Write a line into the story."""
    SurveyEvent.objects.create(
        municipality_code=context.municipality_code,
        survey=survey,
        step=step.value,
        at=context.now,
        actor_id=context.actor.id,
        actor_name=context.actor.told_name,
        note=note,
    )
