"""The level of each field of a pair: two prepared people in, keys of `levels.LEVELS` out."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from madoguchi.engines.matching.domain.levels import MISSING
from madoguchi.engines.matching.domain.model import Field
from madoguchi.engines.matching.domain.preparing import AddressForm, BirthForm, NameForm, Prepared

AT_ONE_HOUSE = frozenset({"exact", "variant", "whole", "former", "other_reading", "kana", "sound"})
"""Levels of the family name that a family in one house shares."""

Levels = dict[Field, str]


def compare(left: Prepared, right: Prepared) -> Levels:
    """The level of every field that such a pair has. A person and a corporation have only contradictions."""
    address = address_level(left.address, right.address, left.former_houses, right.former_houses)
    if left.is_corporate or right.is_corporate:
        return {Field.CORPORATE: corporate_level(left, right), Field.ADDRESS: address}
    family, given = name_levels(left.name, right.name)
    return {
        Field.FAMILY: family,
        Field.GIVEN: given,
        Field.BIRTH: birth_level(left.birth, right.birth),
        Field.ADDRESS: at_home(address, family),
        Field.SEX: sex_level(left.sex, right.sex),
    }


def at_home(address: str, family: str) -> str:
    """The level of an address once the family name is known: people of one house share both."""
    return "home" if address == "number" and family in AT_ONE_HOUSE else address


def name_levels(left: NameForm, right: NameForm) -> tuple[str, str]:
    """The levels of family and given name."""
    if left.whole and left.whole == right.whole and left.family != right.family:
        return "whole", "whole"
    if left.family and left.given and left.family == right.given and left.given == right.family:
        return "swapped", "swapped"
    if left.kana_only or right.kana_only:
        return (
            _of_readings(left, right, left.family_kana, right.family_kana),
            _of_readings(left, right, left.given_kana, right.given_kana),
        )
    family = _of_writings(
        left.family_written, right.family_written, left.family, right.family,
        left.family_kana, right.family_kana,
    )  # fmt: skip
    if family not in ("exact", "variant", "other_reading") and (
        left.family in right.former or right.family in left.former
    ):
        family = "former"
    return family, _of_writings(
        left.given_written, right.given_written, left.given, right.given, left.given_kana, right.given_kana
    )


def _of_readings(left: NameForm, right: NameForm, left_kana: str, right_kana: str) -> str:
    """One of the two is known by its reading alone."""
    if left_kana and right_kana:
        if left_kana == right_kana:
            return "kana"
        return "close" if one_off(left_kana, right_kana, 3) else "different"
    if left.whole_kana and left.whole_kana == right.whole_kana:
        return "kana"
    return MISSING


def _of_writings(
    left_written: str, right_written: str, left: str, right: str, left_kana: str, right_kana: str
) -> str:
    if not left or not right:
        return MISSING
    if left == right:
        if left_kana and right_kana and left_kana != right_kana:
            return "other_reading"
        return "exact" if left_written == right_written else "variant"
    if left_kana and left_kana == right_kana:
        return "sound"
    return "close" if one_off(left, right, 2) else "different"


def one_off(left: str, right: str, least: int) -> bool:
    """One character more, less, other, or two side by side exchanged, in a text long enough to tell."""
    return max(len(left), len(right)) >= least and OSA.distance(left, right, score_cutoff=1) == 1


def birth_level(left: BirthForm, right: BirthForm) -> str:
    """The level of two birth dates."""
    one, other = left.western, right.western
    if not one or not other:
        return MISSING
    partial = one.endswith("00") or other.endswith("00")
    if one == other:
        return "partial" if partial else "exact"
    if partial:
        return "partial" if _fits(one, other) else "different"
    if one[:4] == other[:4] and one[4:6] == other[6:] and one[6:] == other[4:6]:
        return "transposed"
    if OSA.distance(one, other, score_cutoff=1) == 1 and _differing(one, other) == 2:
        return "transposed"
    if one[4:] == other[4:] and (
        abs(int(one[:4]) - int(other[:4])) == 1 or left.japanese[1:] == right.japanese[1:]
    ):
        return "era"
    if _differing(one, other) == 1 or _differing(left.japanese, right.japanese) == 1:
        return "digit"
    return "different"


def _fits(one: str, other: str) -> bool:
    """Whether a partly unknown date can be the other."""
    months, days = (one[4:6], other[4:6]), (one[6:], other[6:])
    return (
        one[:4] == other[:4]
        and (months[0] == months[1] or "00" in months)
        and (days[0] == days[1] or "00" in days)
    )


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False)) if len(one) == len(other) else 9


def address_level(
    left: AddressForm,
    right: AddressForm,
    left_former: tuple[str, ...] = (),
    right_former: tuple[str, ...] = (),
) -> str:
    """The level of two addresses; `number` becomes `home` with the family name (see `at_home`)."""
    if not (left.place or left.code) or not (right.place or right.code):
        return MISSING
    same_place = left.place == right.place != ""
    if same_place and (left.hamlet == right.hamlet or not left.hamlet or not right.hamlet):
        if left.numbers and left.numbers == right.numbers:
            return "block" if left.room and right.room and left.room != right.room else "number"
        if left.block and left.block == right.block:
            return "block"
    if (right_former and left.house in right_former) or (left_former and right.house in left_former):
        return "former"
    if same_place:
        return "town"
    return "municipality" if left.code and left.code == right.code else "different"


def sex_level(left: str, right: str) -> str:
    """The level of two sexes."""
    if not left or not right:
        return MISSING
    return "same" if left == right else "different"


def corporate_level(left: Prepared, right: Prepared) -> str:
    """The level of two corporate names; a person beside a corporation is different."""
    if not left.corporate or not right.corporate:
        return "different"
    if left.corporate == right.corporate:
        return "exact" if left.corporate_written == right.corporate_written else "variant"
    return "close" if one_off(left.corporate, right.corporate, 3) else "different"
