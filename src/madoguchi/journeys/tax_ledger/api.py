"""The door of the journey of the tax ledger."""

from madoguchi.engines.tax_ledger.domain.deciding import NEW_OWNER
from madoguchi.journeys.tax_ledger.actions import (
    SETTLED,
    ChosenColumns,
    ConfirmValue,
    DecideNotice,
    Decision,
    DismissNotice,
    DropHeldFile,
    EnterOutcomes,
    ForgetLayout,
    HoldFile,
    NamedOwner,
    NameOwner,
    Seen,
    TakeBackChange,
    TakeFile,
    TakeHeldFile,
    WithReason,
)
from madoguchi.journeys.tax_ledger.asking import AssetChoice, Choices, OwnerChoice, choices_for
from madoguchi.journeys.tax_ledger.handing_over import COLUMNS as HANDOVER_COLUMNS
from madoguchi.journeys.tax_ledger.in_flows import file_of_case
from madoguchi.journeys.tax_ledger.layouts import (
    MOST_PROBLEMS,
    Preview,
    Tried,
    held,
    plan_for,
    preview_of,
    remembered,
    try_reading,
)
from madoguchi.journeys.tax_ledger.papers import (
    change_list_csv,
    change_list_pdf,
    public_columns,
    public_kinds,
    public_ledger_csv,
    public_ledger_pdf,
    public_row,
)
from madoguchi.journeys.tax_ledger.reading_files import FileUnreadableError
from madoguchi.journeys.tax_ledger.reviewing import open_review
from madoguchi.journeys.tax_ledger.working_off import work_off

__all__ = [
    "HANDOVER_COLUMNS",
    "MOST_PROBLEMS",
    "NEW_OWNER",
    "SETTLED",
    "AssetChoice",
    "Choices",
    "ChosenColumns",
    "ConfirmValue",
    "DecideNotice",
    "Decision",
    "DismissNotice",
    "DropHeldFile",
    "EnterOutcomes",
    "FileUnreadableError",
    "ForgetLayout",
    "HoldFile",
    "NameOwner",
    "NamedOwner",
    "OwnerChoice",
    "Preview",
    "Seen",
    "TakeBackChange",
    "TakeFile",
    "TakeHeldFile",
    "Tried",
    "WithReason",
    "change_list_csv",
    "change_list_pdf",
    "choices_for",
    "file_of_case",
    "held",
    "open_review",
    "plan_for",
    "preview_of",
    "public_columns",
    "public_kinds",
    "public_ledger_csv",
    "public_ledger_pdf",
    "public_row",
    "remembered",
    "try_reading",
    "work_off",
]
