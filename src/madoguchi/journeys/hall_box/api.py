"""The door of the journey."""

from madoguchi.journeys.hall_box.centre import UnknownQuestionError, answer
from madoguchi.journeys.hall_box.telling import begin, bring_accounts, tell_everything
from madoguchi.journeys.hall_box.ways import open_way

__all__ = [
    "UnknownQuestionError",
    "answer",
    "begin",
    "bring_accounts",
    "open_way",
    "tell_everything",
]
