"""The condition language: when something holds, for one household or for all residents at once."""

from madoguchi.core.conditions.errors import ConditionError
from madoguchi.core.conditions.explaining import Explanation, Leaf, reason_for_nobody, sentences
from madoguchi.core.conditions.expression import Expression, compile_expression
from madoguchi.core.conditions.kinds import Kind
from madoguchi.core.conditions.opening import OpenItem
from madoguchi.core.conditions.outlining import Joined, Outline, outline, term_words
from madoguchi.core.vocabulary import DONT_KNOW, UNKNOWN, Facts, Scope

__all__ = [
    "DONT_KNOW",
    "UNKNOWN",
    "ConditionError",
    "Explanation",
    "Expression",
    "Facts",
    "Joined",
    "Kind",
    "Leaf",
    "OpenItem",
    "Outline",
    "Scope",
    "compile_expression",
    "outline",
    "reason_for_nobody",
    "sentences",
    "term_words",
]
