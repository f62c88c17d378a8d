"""The first stage as a port: finished surveys go out as a file, results come in as one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.assessments.actions.story import tell
from madoguchi.engines.assessments.domain.stage_files import (
    ResultRow,
    RowProblem,
    SurveyRow,
    read_results,
    survey_file,
)
from madoguchi.engines.assessments.domain.states import SurveyStatus, SurveyStep
from madoguchi.engines.assessments.models import FirstStage, Survey
from madoguchi.engines.assessments.whose import WORK, check_desk

MOST_EXPORTED = 1_000


class NothingToExportError(Exception):
    """書き出す調査がありません。調査が終わると、ここから書き出せます。"""


@dataclass(frozen=True, slots=True)
class StageExport:
    """Which kind; `again`: also what went out before."""

    assessment: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """The file, and how many surveys are in it."""

    content: bytes = field(repr=False)
    surveys: int


@dataclass(frozen=True, slots=True)
class StageImport:
    """A result file, as it came."""

    assessment: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class StageReport:
    """What became of a result file: taken, there already, to be looked at, refused."""

    taken: tuple[ResultRow, ...]
    same: int
    problems: tuple[RowProblem, ...]
    events: tuple[Event, ...] = ()

    @property
    def warnings(self) -> list[ResultRow]:
        """What was taken and should be looked at."""
        return [row for row in self.taken if row.warning]


class ExportSurveys(Action[StageExport, ExportedFile]):
    """Write finished surveys into a file for the first stage."""

    name: ClassVar[str] = "assessments.export_surveys"
    permission: ClassVar[str | None] = WORK

    def perform(self, context: Context, given: StageExport) -> ExportedFile:
        """Raises NotYourAssessmentError, NothingToExportError."""
        assessment = check_desk(context.actor, given.assessment)
        finished = Survey.objects.select_for_update().filter(
            assessment=given.assessment, status=SurveyStatus.COMPLETED.value
        )
        if not given.again:
            finished = finished.filter(exported_at__isnull=True)
        surveys = list(finished.order_by("closed_at", "id")[:MOST_EXPORTED])
        if not surveys:
            raise NothingToExportError(NothingToExportError.__doc__)
        for survey in surveys:
            survey.exported_at, survey.exported_version = context.now, survey.version
            survey.save(update_fields=["exported_at", "exported_version"])
            tell(context, survey, SurveyStep.EXPORTED)
        content = survey_file(assessment, (SurveyRow(one.uuid, one.fields) for one in surveys))
        return ExportedFile(content, len(surveys))

    def subject(self, given: StageExport, result: ExportedFile) -> str:
        """The kind."""
        return f"assessment:{given.assessment}"

    def details(self, given: StageExport, result: ExportedFile) -> Mapping[str, Any]:
        """How many, and which file."""
        return {"surveys": result.surveys, "sha256": hashlib.sha256(result.content).hexdigest()}


class ImportResults(Action[StageImport, StageReport]):
    """Read a result file. Lines that cannot be taken are told; the others are taken."""

    name: ClassVar[str] = "assessments.import_results"
    permission: ClassVar[str | None] = WORK

    def perform(self, context: Context, given: StageImport) -> StageReport:
        """Raises NotYourAssessmentError, StageFileError."""
        assessment = check_desk(context.actor, given.assessment)
        rows, problems = read_results(assessment, given.content)
        digest = hashlib.sha256(given.content).hexdigest()
        known = {
            survey.uuid: survey
            for survey in Survey.objects.select_for_update()
            .filter(assessment=given.assessment, uuid__in=[row.uuid for row in rows])
            .order_by("id")
        }
        taken: list[ResultRow] = []
        events: list[Event] = []
        same = 0
        for row in rows:
            survey = known.get(row.uuid)
            refused = _why_not(survey)
            if survey is None or refused:
                problems.append(RowProblem(row.line, refused))
                continue
            latest = FirstStage.objects.filter(survey=survey).first()
            values = {
                "version": survey.version,
                "result": row.result,
                "minutes": row.minutes,
                "scores": dict(row.scores),
            }
            if (
                latest is not None
                and latest.version == survey.version
                and all(getattr(latest, key) == value for key, value in values.items())
            ):
                same += 1
                continue
            FirstStage.objects.create(
                municipality_code=context.municipality_code,
                survey=survey,
                file_digest=digest,
                read_at=context.now,
                read_by_id=context.actor.id,
                read_by_name=context.actor.display_name,
                **values,
            )
            tell(context, survey, SurveyStep.JUDGED, assessment.results[row.result].label)
            taken.append(row)
            events.append(
                Event("assessments.first_stage_read", f"survey:{survey.uuid}", {"subject": survey.subject})
            )
        problems.sort(key=lambda one: one.line)
        return StageReport(tuple(taken), same, tuple(problems), tuple(events))

    def subject(self, given: StageImport, result: StageReport) -> str:
        """The kind."""
        return f"assessment:{given.assessment}"

    def details(self, given: StageImport, result: StageReport) -> Mapping[str, Any]:
        """Numbers."""
        return {"surveys": len(result.taken), "same": result.same, "problems": len(result.problems)}

    def events(self, context: Context, given: StageImport, result: StageReport) -> Iterable[Event]:
        """One for each result that is new."""
        yield from result.events


def _why_not(survey: Survey | None) -> str:
    if survey is None:
        return "この調査番号の調査はありません。ほかの市町村のファイルではないか確かめてください。"
    if survey.state is not SurveyStatus.COMPLETED:
        return f"この調査は「{survey.state.label}」です。終わってから、もう一度書き出して判定してください。"
    if survey.exported_at is None and survey.exported_version is not None:
        return "書き出したあとで答えが変わりました。もう一度書き出して、判定してください。"
    if survey.exported_at is None:
        return "この調査は、まだ書き出していません。先に書き出してください。"
    return ""
