"""The door of the journey of 要介護認定."""

from madoguchi.journeys.care_certification.beginning import (
    CaseOverview,
    NoAssessmentError,
    case_overview,
    keep_opinion_file,
    kind_of,
    may_assess,
    order_survey,
    request_opinion,
)
from madoguchi.journeys.care_certification.comparing import Unsettled, unsettled_of
from madoguchi.journeys.care_certification.extending import (
    CaseClock,
    DecidedAlreadyError,
    ExtensionNotFoundError,
    ExtensionPaper,
    ExtensionRequest,
    clock_of,
    extend,
    extension_paper,
)
from madoguchi.journeys.care_certification.for_board import (
    BoardPapers,
    RequestForm,
    board_papers,
    request_form,
    what_is_missing,
)
from madoguchi.journeys.care_certification.letters import letter_pdf
from madoguchi.journeys.care_certification.sheets import survey_sheet_pdf

__all__ = [
    "BoardPapers",
    "CaseClock",
    "CaseOverview",
    "DecidedAlreadyError",
    "ExtensionNotFoundError",
    "ExtensionPaper",
    "ExtensionRequest",
    "NoAssessmentError",
    "RequestForm",
    "Unsettled",
    "board_papers",
    "case_overview",
    "clock_of",
    "extend",
    "extension_paper",
    "keep_opinion_file",
    "kind_of",
    "letter_pdf",
    "may_assess",
    "order_survey",
    "request_form",
    "request_opinion",
    "survey_sheet_pdf",
    "unsettled_of",
    "what_is_missing",
]
