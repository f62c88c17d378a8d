"""The verbs of a board."""

from madoguchi.engines.boards.actions.cases import CaseNote, NewBoardCase, ReceiveCase, ReturnCase
from madoguchi.engines.boards.actions.deciding import (
    Decision,
    RecordDecision,
    SaidOfMember,
    SetRecusal,
)
from madoguchi.engines.boards.actions.people import MemberInput, PanelInput, SaveMember, SavePanel
from madoguchi.engines.boards.actions.sittings import (
    CloseSitting,
    FillAgenda,
    NewSitting,
    OfCase,
    OfSitting,
    OpenSitting,
    PlanSitting,
    Present,
    TakeOffAgenda,
)

__all__ = [
    "CaseNote",
    "CloseSitting",
    "Decision",
    "FillAgenda",
    "MemberInput",
    "NewBoardCase",
    "NewSitting",
    "OfCase",
    "OfSitting",
    "OpenSitting",
    "PanelInput",
    "PlanSitting",
    "Present",
    "ReceiveCase",
    "RecordDecision",
    "ReturnCase",
    "SaidOfMember",
    "SaveMember",
    "SavePanel",
    "SetRecusal",
    "TakeOffAgenda",
]
