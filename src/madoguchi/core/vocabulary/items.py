"""Data items: the one fact model of the platform.

Every answer, register column, form field, rule input and document slot is an item of one vocabulary.
The items themselves are data (`packs/common/vocabulary/`); this module says what an item is.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Hashable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from madoguchi.core.languages import say, say_amount, say_list

Computed = TypeVar("Computed")

PERSON_PREFIX = "person."
"""Items of one member of the household start with this; all others belong to the case (the household)."""

MEMBERS = "members"
"""Not an item: the name under which the composition of the household is asked for and answered."""


class ItemType(StrEnum):
    """What kind of value an item takes."""

    TEXT = "text"
    NAME = "name"
    KANA = "kana"
    DATE = "date"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CODE = "code"
    PHONE = "phone"
    EMAIL = "email"
    POSTAL_CODE = "postal_code"
    ADDRESS = "address"
    ROWS = "rows"
    """Rows that repeat, each with the same few columns: what was bought, where, for how much."""

    @property
    def is_text(self) -> bool:
        """Whether the value is plain text (a name, an address, a telephone number …)."""
        return self not in (
            ItemType.DATE,
            ItemType.INTEGER,
            ItemType.BOOLEAN,
            ItemType.CODE,
            ItemType.ROWS,
        )


class Scope(StrEnum):
    """Whose item it is: one per case (household), or one per person."""

    CASE = "case"
    PERSON = "person"


class Sensitivity(StrEnum):
    """How carefully a value is handled; masking, logging, export and retention follow from it."""

    OPEN = "open"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    """要配慮個人情報 and what is handled like it: disability, care, protection from violence."""


CELL_MARK = "｜"
ROW_MARK = "；"
"""Between the cells of a row, and between rows, in one text. No cell holds either: input is normalised to
their half-width forms.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an item with rows; `type` is text, integer or date."""

    label: str
    type: ItemType = ItemType.TEXT
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One data item.

    `key` is a dotted path, `person.` first where it belongs to a person. `choices` are the values of a code
    with their labels, in the order in which people see them. `derived` is an expression of the condition
    language by which the value is computed instead of being asked. `minimum` and `maximum` bound an integer,
    both included. `says` is how an explanation speaks of the value: for a code or number a text
    with `{value}` (「続柄が{value}」), for a boolean the phrase when it is true; `says_not` is the one
    when it is false, or the number zero. `says_of` are phrases for single values of a code (`none`:
    「年金に入っていない」) and come before `says`.
    """

    key: str
    type: ItemType
    label: str
    question: str = ""
    why: str = ""
    help: str = ""
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    choices: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Column] = field(default_factory=dict)
    """Of rows alone. A value is a tuple of rows, each the texts of its cells with `CELL_MARK` between:
    numbers as digits, dates in ISO form. `maximum` is the most rows.
    """
    multiple: bool = False
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    says: str = ""
    says_not: str = ""
    says_of: Mapping[str, str] = field(default_factory=dict)
    derived: str | None = None
    group: str | None = None
    register_column: str | None = None
    example: str = ""
    discreet: bool = False
    """Nothing that others may see betrays the answer: no paper, no link, no overview."""
    options: Mapping[str, object] = field(default_factory=dict)
    """Further declarations that only a form or an adapter reads (visibility, length, autocomplete …)."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", MappingProxyType(dict(self.choices)))
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))
        object.__setattr__(self, "says_of", MappingProxyType(dict(self.says_of)))
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))

    @property
    def scope(self) -> Scope:
        """Whether the item belongs to a person or to the case."""
        return Scope.PERSON if self.key.startswith(PERSON_PREFIX) else Scope.CASE

    @property
    def short_key(self) -> str:
        """The key without `person.`, as it is written inside `any(members, …)` and in the answers file."""
        return self.key.removeprefix(PERSON_PREFIX)

    def label_of(self, value: object) -> str:
        """The label of a code, a number with its unit, or the text of any other value."""
        if isinstance(value, tuple):
            return say_list(self.label_of(one) for one in value)
        if isinstance(value, bool):
            return say("はい") if value else say("いいえ")
        if isinstance(value, str) and value in self.choices:
            return self.choices[value]
        return say_amount(value, self.unit) if isinstance(value, int) else f"{value}"


class Vocabulary(Mapping[str, Item]):
    """All items by key, in the order in which the vocabulary declares them."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._items: dict[str, Item] = {}
        self._computed: dict[Hashable, Any] = {}
        for item in items:
            if item.key in self._items:
                raise ValueError(f"the item {item.key} is declared twice")
            self._items[item.key] = item

    def __getitem__(self, key: str) -> Item:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    # The mixins of Mapping would come back to `__getitem__` for every item; pages ask thousands of times.
    def __contains__(self, key: object) -> bool:
        return key in self._items

    def keys(self) -> KeysView[str]:
        """As of a dictionary."""
        return self._items.keys()

    def values(self) -> ValuesView[Item]:
        """As of a dictionary."""
        return self._items.values()

    def items(self) -> ItemsView[str, Item]:
        """As of a dictionary."""
        return self._items.items()

    def of_persons(self) -> tuple[Item, ...]:
        """The items that each member of the household has."""
        return tuple(item for item in self._items.values() if item.scope is Scope.PERSON)

    def of_case(self) -> tuple[Item, ...]:
        """The items that the household has once."""
        return tuple(item for item in self._items.values() if item.scope is Scope.CASE)

    def computed(self, name: Hashable, compute: Callable[[], Computed]) -> Computed:
        """What somebody derives from the items: computed at the first time, kept with them.

        `name` is a tuple that begins with the module that computes, so that nobody meets another's value. Two
        threads may both compute; one of the two values stays.
        """
        found: Computed | None = self._computed.get(name)
        return self._computed.setdefault(name, compute()) if found is None else found

    def nearest(self, key: str) -> str | None:
        """The key that was probably meant by a key that does not exist, for 「…ではありませんか」."""
        return nearest(key, self._items)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word of `words` that looks most like `word`, or None when nothing looks alike."""
    matches = difflib.get_close_matches(word[:80], list(words), n=1, cutoff=0.6)
    return matches[0] if matches else None
