"""The door of the journey to the board and back."""

from madoguchi.journeys.certification_board.asking import (
    AskBoard,
    BoardRequest,
    NoBoardError,
    PapersMissingError,
)
from madoguchi.journeys.certification_board.domain.clock import (
    DecisionClock,
    decision_clock,
    effective_from,
)
from madoguchi.journeys.certification_board.domain.contents import AppliedFor, ContentUnreadableError, Decided
from madoguchi.journeys.certification_board.papers import minutes_pdf, papers_pdf, part_lines, said_lines

__all__ = [
    "AppliedFor",
    "AskBoard",
    "BoardRequest",
    "ContentUnreadableError",
    "Decided",
    "DecisionClock",
    "NoBoardError",
    "PapersMissingError",
    "decision_clock",
    "effective_from",
    "minutes_pdf",
    "papers_pdf",
    "part_lines",
    "said_lines",
]
