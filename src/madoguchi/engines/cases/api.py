"""The door of the cases engine."""

from madoguchi.engines.cases.actions import (
    AddNote,
    CaseNotFoundError,
    CaseStep,
    FinishCase,
    NewCase,
    NoteMissingError,
    NotYourDeskError,
    OpenCases,
    OpenCasesInput,
    ReturnCase,
    StartCase,
)
from madoguchi.engines.cases.actions.working import may_work_on
from madoguchi.engines.cases.domain.states import Light, Status, Step, StepNotPossibleError
from madoguchi.engines.cases.models import Case, CaseEvent
from madoguchi.engines.cases.reading import (
    CaseStory,
    InboxFilter,
    InboxPage,
    case_story,
    cases_of_visit,
    inbox,
)

__all__ = [
    "AddNote",
    "Case",
    "CaseEvent",
    "CaseNotFoundError",
    "CaseStep",
    "CaseStory",
    "FinishCase",
    "InboxFilter",
    "InboxPage",
    "Light",
    "NewCase",
    "NotYourDeskError",
    "NoteMissingError",
    "OpenCases",
    "OpenCasesInput",
    "ReturnCase",
    "StartCase",
    "Status",
    "Step",
    "StepNotPossibleError",
    "case_story",
    "cases_of_visit",
    "inbox",
    "may_work_on",
]
