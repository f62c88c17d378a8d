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
from madoguchi.journeys.care_certification.letters import letter_pdf

__all__ = [
    "CaseOverview",
    "NoAssessmentError",
    "case_overview",
    "keep_opinion_file",
    "kind_of",
    "letter_pdf",
    "may_assess",
    "order_survey",
    "request_opinion",
]
