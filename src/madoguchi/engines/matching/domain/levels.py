"""The levels of each field, from the most to the least alike, and what each means for a decision.

The first level that fits is taken. `comparing` finds them for one pair, `whole` says the same in SQL; a test
holds the two together.
"""

from __future__ import annotations

from typing import NamedTuple

from madoguchi.engines.matching.domain.model import Agreement, Field

MISSING = "missing"
"""One side does not know; no weight."""


class Level(NamedTuple):
    """One level: its key in weights and SQL, what it says in Japanese, what it means."""

    key: str
    label: str
    agreement: Agreement
    by_frequency: bool = False
    """Whether the weight depends on how common the value is: 佐藤 says less than a rare name."""


_A, _O, _S, _C = Agreement.AGREES, Agreement.OPEN, Agreement.SILENT, Agreement.CONTRADICTS

_SAME_NAME = (
    Level("exact", "同じ字", _A, by_frequency=True),
    Level("variant", "字体がちがう同じ字", _A, by_frequency=True),
    Level("whole", "氏と名を続けると同じ", _A, by_frequency=True),
    Level("swapped", "氏と名が逆", _O),
)
_LIKE_NAME = (
    Level("other_reading", "同じ字で読みがちがう", _O),
    Level("kana", "かなが同じ", _A, by_frequency=True),
    Level("sound", "読みが同じでほかの字", _O),
    Level("close", "1字ちがい", _O),
)

LEVELS: dict[Field, tuple[Level, ...]] = {
    Field.FAMILY: (
        *_SAME_NAME,
        Level("former", "旧氏が同じ", _A),
        *_LIKE_NAME,
        # A family name changes with marriage: it is no other person by itself, and never proof.
        Level("different", "ちがう", _O),
    ),
    Field.GIVEN: (
        *_SAME_NAME,
        *_LIKE_NAME,
        Level("different", "ちがう", _C),
    ),
    Field.BIRTH: (
        Level("exact", "同じ日", _A),
        Level("partial", "わかっている部分が同じ", _A),
        Level("transposed", "数字が入れかわっている", _O),
        Level("era", "元号か年が1つちがい", _O),
        Level("digit", "1けたちがい", _O),
        Level("different", "ちがう", _C),
    ),
    Field.ADDRESS: (
        Level("home", "同じ住所で同じ氏", _A),
        Level("number", "同じ住所", _A),
        Level("block", "番地まで同じ", _A),
        Level("former", "前の住所と同じ", _A),
        Level("town", "同じ町", _S),
        Level("municipality", "同じ市町村", _S),
        Level("different", "ちがう", _S),
    ),
    Field.SEX: (
        Level("same", "同じ", _A),
        Level("different", "ちがう", _C),
    ),
    Field.CORPORATE: (
        Level("exact", "同じ字", _A, by_frequency=True),
        Level("variant", "法人の種類や字体の書き方がちがう同じ名称", _A, by_frequency=True),
        Level("close", "1字ちがい", _O),
        Level("different", "ちがう", _C),
    ),
}

MISSING_LEVEL = Level(MISSING, "どちらかが書かれていない", _S)
AT_HOME = Level("at_home", "住所と合わせて数えた", _A)
"""The family name of people in one house: it goes with the house, and is counted there once."""

_BY_KEY = {field: {one.key: one for one in (*levels, MISSING_LEVEL)} for field, levels in LEVELS.items()}


def level(field: Field, key: str) -> Level:
    """A level by its key. Raises KeyError for one that the field does not have."""
    return _BY_KEY[field][key]
