"""The vocabulary: data items, the facts known about a household, and their JSON form."""

from madoguchi.core.vocabulary.answers import (
    AnswersError,
    facts_from_json,
    facts_to_json,
    value_from_json,
    value_to_json,
)
from madoguchi.core.vocabulary.facts import ACTING, FROM_OUTSIDE, Facts
from madoguchi.core.vocabulary.items import (
    CELL_MARK,
    MEMBERS,
    PERSON_PREFIX,
    ROW_MARK,
    Column,
    Item,
    ItemType,
    Scope,
    Sensitivity,
    Vocabulary,
    nearest,
)
from madoguchi.core.vocabulary.people import YOU, person_label
from madoguchi.core.vocabulary.values import DONT_KNOW, UNKNOWN, PartialDate, Unknown, Value

__all__ = [
    "ACTING",
    "CELL_MARK",
    "DONT_KNOW",
    "FROM_OUTSIDE",
    "MEMBERS",
    "PERSON_PREFIX",
    "ROW_MARK",
    "UNKNOWN",
    "YOU",
    "AnswersError",
    "Column",
    "Facts",
    "Item",
    "ItemType",
    "PartialDate",
    "Scope",
    "Sensitivity",
    "Unknown",
    "Value",
    "Vocabulary",
    "facts_from_json",
    "facts_to_json",
    "nearest",
    "person_label",
    "value_from_json",
    "value_to_json",
]
