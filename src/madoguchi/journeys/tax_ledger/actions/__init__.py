"""The verbs of the tax ledger."""

from madoguchi.journeys.tax_ledger.actions.deciding import DecideNotice, Decision, DismissNotice, WithReason
from madoguchi.journeys.tax_ledger.actions.entering import SETTLED, Entered, EnterOutcomes
from madoguchi.journeys.tax_ledger.actions.layouts import (
    ChosenColumns,
    DropHeldFile,
    ForgetLayout,
    HoldFile,
    TakeHeldFile,
)
from madoguchi.journeys.tax_ledger.actions.mending import (
    TAKEN_BACK,
    ConfirmValue,
    NamedOwner,
    NameOwner,
    Seen,
    TakeBackChange,
)
from madoguchi.journeys.tax_ledger.actions.taking import RECEIVED, TakeFile, Taken

__all__ = [
    "RECEIVED",
    "SETTLED",
    "TAKEN_BACK",
    "ChosenColumns",
    "ConfirmValue",
    "DecideNotice",
    "Decision",
    "DismissNotice",
    "DropHeldFile",
    "EnterOutcomes",
    "Entered",
    "ForgetLayout",
    "HoldFile",
    "NameOwner",
    "NamedOwner",
    "Seen",
    "TakeBackChange",
    "TakeFile",
    "TakeHeldFile",
    "Taken",
    "WithReason",
]
