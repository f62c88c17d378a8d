"""The verbs of cases."""

from madoguchi.engines.cases.actions.opening import NewCase, OpenCases, OpenCasesInput
from madoguchi.engines.cases.actions.working import (
    AddNote,
    CaseNotFoundError,
    CaseStep,
    FinishCase,
    NoteMissingError,
    NotYourDeskError,
    ReturnCase,
    StartCase,
)

__all__ = [
    "AddNote",
    "CaseNotFoundError",
    "CaseStep",
    "FinishCase",
    "NewCase",
    "NotYourDeskError",
    "NoteMissingError",
    "OpenCases",
    "OpenCasesInput",
    "ReturnCase",
    "StartCase",
]
