"""The door of the documents engine."""

from __future__ import annotations

from madoguchi.engines.documents.domain.approval_papers import (
    ApprovalCover,
    ApprovalRecord,
    ApprovalShares,
    approval_cover,
    approval_record,
    approval_shares,
)
from madoguchi.engines.documents.domain.brought_papers import brought_papers
from madoguchi.engines.documents.domain.desk_papers import (
    BookedLine,
    CaseSheet,
    LedgerChange,
    ListedCase,
    PrintedGroup,
    PrintedStep,
    booking_day_sheet,
    case_sheet,
    ledger_changes_sheet,
    public_ledger_sheet,
    worklist_sheet,
)
from madoguchi.engines.documents.domain.guide_slip import (
    GuideSlip,
    GuideStop,
    SlipDeadline,
    SlipProcedure,
    ThingToBring,
    guide_slip,
)
from madoguchi.engines.documents.domain.joining import joined
from madoguchi.engines.documents.domain.letters import Letter, LetterSection, letter
from madoguchi.engines.documents.domain.plan_slips import guide_slip_of
from madoguchi.engines.documents.domain.qr_sheet import qr_sheet
from madoguchi.engines.documents.domain.rendering import (
    DocumentError,
    LayoutBrokenError,
    UnknownDocumentError,
    missing_fonts,
    render,
    render_all,
    warm_up,
)
from madoguchi.engines.documents.domain.requests import (
    GENERIC,
    Circumstances,
    DocumentRequest,
    PlannedEntry,
    PlannedProcedures,
    RenderedDocument,
    Signature,
    documents_for,
)

__all__ = [
    "GENERIC",
    "ApprovalCover",
    "ApprovalRecord",
    "ApprovalShares",
    "BookedLine",
    "CaseSheet",
    "Circumstances",
    "DocumentError",
    "DocumentRequest",
    "GuideSlip",
    "GuideStop",
    "LayoutBrokenError",
    "LedgerChange",
    "Letter",
    "LetterSection",
    "ListedCase",
    "PlannedEntry",
    "PlannedProcedures",
    "PrintedGroup",
    "PrintedStep",
    "RenderedDocument",
    "Signature",
    "SlipDeadline",
    "SlipProcedure",
    "ThingToBring",
    "UnknownDocumentError",
    "approval_cover",
    "approval_record",
    "approval_shares",
    "booking_day_sheet",
    "brought_papers",
    "case_sheet",
    "documents_for",
    "guide_slip",
    "guide_slip_of",
    "joined",
    "ledger_changes_sheet",
    "letter",
    "missing_fonts",
    "public_ledger_sheet",
    "qr_sheet",
    "render",
    "render_all",
    "warm_up",
    "worklist_sheet",
]
