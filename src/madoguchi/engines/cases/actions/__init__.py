"""The verbs of cases."""

from madoguchi.core.attachments.keeping import AttachmentNotFoundError
from madoguchi.engines.cases.actions.assigning import AssignCase, CaseAssignment, Colleague, NoColleagueError
from madoguchi.engines.cases.actions.attaching import AddAttachment, NewAttachment
from madoguchi.engines.cases.actions.opening import NewCase, OpenCases, OpenCasesInput
from madoguchi.engines.cases.actions.working import (
    AcceptCase,
    AddNote,
    CaseCorrection,
    CaseDue,
    CaseHeldError,
    CaseNotFoundError,
    CaseStep,
    DecideCase,
    FinishCase,
    NoteMissingError,
    NotYourDeskError,
    ReceiveCorrection,
    RejectCase,
    RequestCorrection,
    SetDue,
    StartCase,
    WithdrawCase,
)

__all__ = [
    "AcceptCase",
    "AddAttachment",
    "AddNote",
    "AssignCase",
    "AttachmentNotFoundError",
    "CaseAssignment",
    "CaseCorrection",
    "CaseDue",
    "CaseHeldError",
    "CaseNotFoundError",
    "CaseStep",
    "Colleague",
    "DecideCase",
    "FinishCase",
    "NewAttachment",
    "NewCase",
    "NoColleagueError",
    "NotYourDeskError",
    "NoteMissingError",
    "OpenCases",
    "OpenCasesInput",
    "ReceiveCorrection",
    "RejectCase",
    "RequestCorrection",
    "SetDue",
    "StartCase",
    "WithdrawCase",
]
