"""What the vocabulary declares about an item for forms alone: optional, shown when, how long, filled from
where.
"""

from __future__ import annotations

from madoguchi.core.vocabulary import Item, ItemType, Vocabulary

# More than any real value, less than what harms a page or a document.
_LONGEST: dict[ItemType, int] = {
    ItemType.TEXT: 200,
    ItemType.NAME: 100,
    ItemType.KANA: 150,
    ItemType.DATE: 40,
    ItemType.INTEGER: 12,
    ItemType.BOOLEAN: 12,
    ItemType.CODE: 400,
    ItemType.PHONE: 24,
    ItemType.EMAIL: 254,
    ItemType.POSTAL_CODE: 12,
    ItemType.ADDRESS: 150,
    ItemType.ROWS: 400,
}


def longest(item: Item) -> int:
    """The most characters that a value of this item may have."""
    declared = item.options.get("max_length")
    return declared if isinstance(declared, int) and not isinstance(declared, bool) else _LONGEST[item.type]


def may_be_partial(item: Item) -> bool:
    """Whether a date without day or month is accepted (昭和18年, 日不詳)."""
    return item.options.get("partial") is True


def can_be_unsure(item: Item) -> bool:
    """Whether 「わからない」 may be answered."""
    return item.options.get("can_not_know", True) is not False and not is_consent(item)


def is_consent(item: Item) -> bool:
    """Whether the item is a statement to agree to: one box to tick, and nothing else will do."""
    return item.options.get("consent") is True


def digits_of(item: Item) -> tuple[int, int] | None:
    """Fewest and most digits of a number that is kept as text (a bank account with its leading zeros)."""
    declared = item.options.get("digits")
    return (declared[0], declared[1]) if isinstance(declared, list | tuple) else None


def period_begins(item: Item) -> str | None:
    """The item with the first day of the period whose last day this item is."""
    first = item.options.get("not_before")
    return first if isinstance(first, str) else None


def is_optional(item: Item) -> bool:
    """Whether the form is complete without this item."""
    return item.options.get("required", True) is False


def is_asked(item: Item) -> bool:
    """Whether the item is typed or chosen by people at all (derived items are computed)."""
    return item.derived is None


def kana_partner(item: Item, vocabulary: Vocabulary) -> Item | None:
    """The name whose reading this kana item holds: `person.name_kana` reads `person.name`."""
    partner = item.options.get("reads") or item.key.removesuffix("_kana")
    if item.type is not ItemType.KANA or partner == item.key:
        return None
    found = vocabulary.get(str(partner))
    return found if found is not None and found.type in (ItemType.NAME, ItemType.TEXT) else None


def address_partner(item: Item, vocabulary: Vocabulary) -> Item | None:
    """The address that this postal code fills: `move.new_postal_code` fills `move.new_address`."""
    if item.type is not ItemType.POSTAL_CODE:
        return None
    declared = item.options.get("fills")
    stem = item.key.removesuffix("postal_code")
    candidates = [str(declared)] if declared else [f"{stem}town", f"{stem}address"]
    return next((vocabulary[key] for key in candidates if key in vocabulary), None)
