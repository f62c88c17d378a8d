"""Synthetic households that answer every question of a life event, and the conversation with them."""

from madoguchi_testing.asking.conversation import Conversation, converse, everything_told, whole_plan
from madoguchi_testing.asking.households import Answering, household_for, households_for

__all__ = [
    "Answering",
    "Conversation",
    "converse",
    "everything_told",
    "household_for",
    "households_for",
    "whole_plan",
]
