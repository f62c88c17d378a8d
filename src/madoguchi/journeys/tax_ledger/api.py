"""The door of the journey of the tax ledger."""

from madoguchi.engines.tax_ledger.domain.deciding import NEW_OWNER
from madoguchi.journeys.tax_ledger.actions import (
    SETTLED,
    ConfirmValue,
    DecideNotice,
    Decision,
    DismissNotice,
    EnterOutcomes,
    NamedOwner,
    NameOwner,
    Seen,
    TakeBackChange,
    TakeFile,
    WithReason,
)
from madoguchi.journeys.tax_ledger.asking import AssetChoice, Choices, OwnerChoice, choices_for
from madoguchi.journeys.tax_ledger.handing_over import COLUMNS as HANDOVER_COLUMNS
from madoguchi.journeys.tax_ledger.in_flows import file_of_case
from madoguchi.journeys.tax_ledger.papers import (
    change_list_csv,
    change_list_pdf,
    public_columns,
    public_kinds,
    public_ledger_csv,
    public_row,
)
from madoguchi.journeys.tax_ledger.reading_files import FileUnreadableError
from madoguchi.journeys.tax_ledger.reviewing import open_review
from madoguchi.journeys.tax_ledger.working_off import work_off

__all__ = [
    "HANDOVER_COLUMNS",
    "NEW_OWNER",
    "SETTLED",
    "AssetChoice",
    "Choices",
    "ConfirmValue",
    "DecideNotice",
    "Decision",
    "DismissNotice",
    "EnterOutcomes",
    "FileUnreadableError",
    "NameOwner",
    "NamedOwner",
    "OwnerChoice",
    "Seen",
    "TakeBackChange",
    "TakeFile",
    "WithReason",
    "change_list_csv",
    "change_list_pdf",
    "choices_for",
    "file_of_case",
    "open_review",
    "public_columns",
    "public_kinds",
    "public_ledger_csv",
    "public_row",
    "work_off",
]
