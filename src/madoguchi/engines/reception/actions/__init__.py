"""Every verb of reception."""

from madoguchi.engines.reception.actions.calling import (
    BeginService,
    CallAgain,
    CallNext,
    CallTicket,
    Next,
    OfTicket,
)
from madoguchi.engines.reception.actions.correcting import NeverCame, Reinstate
from madoguchi.engines.reception.actions.desks import CloseDesk, Closing, OpenDesk, Opening
from madoguchi.engines.reception.actions.ending import EndDays
from madoguchi.engines.reception.actions.serving import (
    BringBack,
    FinishTicket,
    HoldTicket,
    MarkAbsent,
    Transfer,
    TransferTicket,
)
from madoguchi.engines.reception.actions.taking import CancelTicket, Leaving, NewTicket, TakeTicket
from madoguchi.engines.reception.actions.undoing import UNDO_WITHIN, AtDesk, UndoLast

__all__ = [
    "UNDO_WITHIN",
    "AtDesk",
    "BeginService",
    "BringBack",
    "CallAgain",
    "CallNext",
    "CallTicket",
    "CancelTicket",
    "CloseDesk",
    "Closing",
    "EndDays",
    "FinishTicket",
    "HoldTicket",
    "Leaving",
    "MarkAbsent",
    "NeverCame",
    "NewTicket",
    "Next",
    "OfTicket",
    "OpenDesk",
    "Opening",
    "Reinstate",
    "TakeTicket",
    "Transfer",
    "TransferTicket",
    "UndoLast",
]
