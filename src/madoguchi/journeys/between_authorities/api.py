"""The door of what passes between authorities."""

from madoguchi.journeys.between_authorities.letters import NotByPostError, letter_pdf
from madoguchi.journeys.between_authorities.move_in import (
    MOVE_IN_NOTICE,
    NoMoveInError,
    OfCase,
    SendMoveInNotice,
    former_municipality,
    is_to_be_notified,
    own_cases,
)

__all__ = [
    "MOVE_IN_NOTICE",
    "NoMoveInError",
    "NotByPostError",
    "OfCase",
    "SendMoveInNotice",
    "former_municipality",
    "is_to_be_notified",
    "letter_pdf",
    "own_cases",
]
