"""The door of the journey."""

from madoguchi.journeys.hall_box.centre import UnknownQuestionError, answer, answers
from madoguchi.journeys.hall_box.health import Trouble, certificate_ends, troubles_here
from madoguchi.journeys.hall_box.telling import (
    begin,
    bring_accounts,
    bring_leaving,
    bring_the_rest,
    takes,
    tell_everything,
)
from madoguchi.journeys.hall_box.ways import open_way

__all__ = [
    "Trouble",
    "UnknownQuestionError",
    "answer",
    "answers",
    "begin",
    "bring_accounts",
    "bring_leaving",
    "bring_the_rest",
    "certificate_ends",
    "open_way",
    "takes",
    "tell_everything",
    "troubles_here",
]
