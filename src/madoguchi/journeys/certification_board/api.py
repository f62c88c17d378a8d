"""The door of the journey to the board and back."""

from madoguchi.journeys.certification_board.asking import (
    AskBoard,
    BoardRequest,
    NoBoardError,
    PapersMissingError,
)
from madoguchi.journeys.certification_board.domain.clock import effective_from
from madoguchi.journeys.certification_board.domain.contents import AppliedFor, ContentUnreadableError, Decided
from madoguchi.journeys.certification_board.notices import (
    Certification,
    Extension,
    NoResultError,
    ReasonMissingError,
    certification_of,
    extension_notice_pdf,
    insured_card_pdf,
    result_about,
    result_notice_pdf,
)
from madoguchi.journeys.certification_board.papers import (
    minutes_pdf,
    papers_pdf,
    person_lines,
    said_lines,
    shown_parts,
    told_parts,
)
from madoguchi.journeys.certification_board.recalling import (
    NothingToRecallError,
    Recall,
    RecallReasonMissingError,
    RecallRequest,
)

__all__ = [
    "AppliedFor",
    "AskBoard",
    "BoardRequest",
    "Certification",
    "ContentUnreadableError",
    "Decided",
    "Extension",
    "NoBoardError",
    "NoResultError",
    "NothingToRecallError",
    "PapersMissingError",
    "ReasonMissingError",
    "Recall",
    "RecallReasonMissingError",
    "RecallRequest",
    "certification_of",
    "effective_from",
    "extension_notice_pdf",
    "insured_card_pdf",
    "minutes_pdf",
    "papers_pdf",
    "person_lines",
    "result_about",
    "result_notice_pdf",
    "said_lines",
    "shown_parts",
    "told_parts",
]
