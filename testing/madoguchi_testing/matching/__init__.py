"""Fictional registers with people who are hard to tell apart, and records of them with known mistakes."""

from madoguchi_testing.matching.judging import Judged, Tally, judge
from madoguchi_testing.matching.mistakes import KINDS, Asked, ask_for, incoming
from madoguchi_testing.matching.register import SyntheticRegister, synthetic_register

__all__ = [
    "KINDS",
    "Asked",
    "Judged",
    "SyntheticRegister",
    "Tally",
    "ask_for",
    "incoming",
    "judge",
    "synthetic_register",
]
