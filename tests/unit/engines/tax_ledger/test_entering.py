"""What a notice does to an asset and its owners; whatever is not certain is refused with a reason."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.tax_ledger.domain.entering import (
    Holder,
    NotEnterableError,
    Told,
    checked,
    entry_of,
    is_as_entered,
    new_asset,
    transferred,
)
from madoguchi.engines.tax_ledger.domain.notices import Event
from madoguchi.engines.tax_ledger.domain.places import place_key
from madoguchi.engines.tax_ledger.domain.wording import in_words

PARCEL = {"status": "present", "land_category": "宅地", "area_m2": "100", "ended_on": ""}
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def told(event: Event, **more: Any) -> Told:
    return Told(event.value, **more)


def to(*owners: Holder, **more: Any) -> Told:
    return told(Event.TRANSFER, owners=owners, **more)


def test_the_whole_goes_from_one_owner_to_another() -> None:
    assert transferred([Holder("a")], to(Holder("b"), previous="a")) == (Holder("b"),)


def test_a_share_goes_and_the_rest_stays() -> None:
    after = transferred([Holder("a")], to(Holder("b", THIRD), previous="a"))
    assert after == (Holder("a", Fraction(2, 3)), Holder("b", THIRD))


def test_who_gives_the_whole_share_is_no_owner_any_more() -> None:
    held = [Holder("a", HALF), Holder("b", HALF)]
    assert transferred(held, to(Holder("c", HALF), previous="a")) == (Holder("b", HALF), Holder("c", HALF))
    everything = to(Holder("c"), previous="a", all_of_previous=True)
    assert transferred(held, everything) == (Holder("b", HALF), Holder("c", HALF))


def test_the_share_of_a_co_owner_grows_until_the_whole_is_theirs() -> None:
    held = [Holder("a", HALF), Holder("b", HALF)]
    assert transferred(held, to(Holder("b", HALF), previous="a")) == (Holder("b"),)


def test_several_get_it_together() -> None:
    after = transferred([Holder("a")], to(Holder("b", HALF), Holder("c", HALF), previous="a"))
    assert after == (Holder("b", HALF), Holder("c", HALF))


@pytest.mark.parametrize(
    ("held", "notice", "reason"),
    [
        ([Holder("a")], to(), "新しい所有者"),
        ([Holder("a", HALF), Holder("b", HALF)], to(Holder("c")), "共有の資産ですが"),
        ([Holder("a"), Holder("b")], to(Holder("c", HALF), previous="a"), "前の所有者の持分がありません"),
        ([Holder("a", THIRD), Holder("b", 1 - THIRD)], to(Holder("c", HALF), previous="a"), "より大きく"),
        ([Holder("a")], to(Holder("b"), previous="x"), "前の所有者が、台帳の所有者と違います"),
        ([Holder("a")], to(Holder("b", Fraction(3, 2)), previous="a"), "0より大きく1以下"),
        ([Holder("a", HALF), Holder("b", HALF)], to(Holder("c", HALF)), "だれの持分"),
        ([Holder("a")], to(Holder("b", HALF), Holder("c")), "持分が分かりません"),
    ],
)
def test_what_is_not_certain_is_refused(held: list[Holder], notice: Told, reason: str) -> None:
    with pytest.raises(NotEnterableError, match=reason):
        transferred(held, notice)


shares = st.fractions(min_value=Fraction(1, 60), max_value=Fraction(59, 60), max_denominator=60)


@given(st.lists(shares, min_size=2, max_size=5), st.integers(0, 4), shares, st.booleans())
def test_whatever_moves_the_shares_stay_one_together(
    parts: list[Fraction], giver: int, moved: Fraction, known: bool
) -> None:
    total = sum(parts, Fraction(0))
    held = [Holder(str(place), part / total) for place, part in enumerate(parts)]
    new = "0" if known else "new"
    notice = to(Holder(new, moved), previous=str(giver % len(parts)))
    try:
        after = transferred(held, notice)
    except NotEnterableError:
        return
    assert sum((one.share if one.share is not None else Fraction(1) for one in after), Fraction(0)) == 1
    assert len({one.owner for one in after}) == len(after)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.one_of(st.none(), shares)), max_size=5))
def test_holders_that_pass_can_be_true_together(said: list[tuple[str, Fraction | None]]) -> None:
    try:
        passed = checked([Holder(owner, share) for owner, share in said])
    except NotEnterableError:
        return
    known = [one.share for one in passed if one.share is not None]
    assert passed
    assert sum(known, Fraction(0)) <= 1


def test_category_and_area_change_and_the_value_is_to_be_looked_at() -> None:
    entry = entry_of(told(Event.CATEGORY, land_category="田", area_m2="99"), PARCEL, (), {})
    assert (entry.asset, entry.valuation) == ({"land_category": "田", "area_m2": "99"}, "地目が変わりました")
    same = entry_of(told(Event.CATEGORY, land_category="宅地"), PARCEL, (), {})
    assert (same.is_empty, same.valuation) == (True, "")


def test_nothing_is_entered_into_what_is_closed() -> None:
    with pytest.raises(NotEnterableError, match="滅失"):
        entry_of(told(Event.AREA, area_m2="1"), PARCEL | {"status": "lost"}, (), {})


def test_a_merged_parcel_grows_or_is_closed() -> None:
    assert entry_of(told(Event.MERGE, area_m2="150"), PARCEL, (), {}).asset == {"area_m2": "150"}
    closed = entry_of(told(Event.MERGE, cause_date="2026-03-29"), PARCEL, (), {}).asset
    assert closed == {"status": "merged", "ended_on": "2026-03-29"}
    with pytest.raises(NotEnterableError, match="原因の日"):
        entry_of(told(Event.LOST), PARCEL, (), {})


def test_a_new_name_takes_the_reading_of_the_old_one_away() -> None:
    owner = {"family_name": "磐梯", "given_name": "花子", "name_kana": "バンダイ ハナコ"}
    new = told(Event.NEW_NAME, owner_fields={"family_name": "会津", "given_name": "花子"})
    assert entry_of(new, PARCEL, (), owner).owner == {"family_name": "会津", "name_kana": ""}
    again = told(Event.NEW_NAME, owner_fields={"family_name": "磐梯", "given_name": "花子"})
    assert entry_of(again, PARCEL, (), owner).is_empty
    with pytest.raises(NotEnterableError, match="新しい住所がありません"):
        entry_of(told(Event.NEW_ADDRESS), PARCEL, (), owner)


def test_a_new_house_needs_a_place_and_an_owner() -> None:
    house = told(Event.BUILT, kind="家屋", lot="5", owners=(Holder("a"),))
    made = new_asset(house, {"town": "東栄町"})
    assert (made.asset["town"], made.holders, made.valuation) == ("東栄町", (Holder("a"),), "新築されました")
    for notice, place in ((house, {}), (told(Event.BUILT, lot="5"), {"town": "東栄町"})):
        with pytest.raises(NotEnterableError):
            new_asset(notice, place)
    with pytest.raises(NotEnterableError, match="台帳にありません"):
        new_asset(told(Event.TRANSFER, lot="5"), {"town": "東栄町"})


def test_a_change_can_be_taken_back_only_while_all_of_it_stands() -> None:
    assert is_as_entered({"a": 1}, {"a": 1, "b": 2})
    assert not is_as_entered({"a": 1, "b": 2}, {"a": 1, "b": 3})


def test_lots_stand_in_the_order_of_their_numbers() -> None:
    lots = ["10番", "9番10", "9番2", "乙9番2", "9番地"]
    ordered = sorted(lots, key=lambda lot: place_key("東栄町", "", lot))
    assert ordered == ["9番地", "9番2", "9番10", "10番", "乙9番2"]


def test_what_changed_is_said_in_words() -> None:
    state = {"asset": {"status": "lost", "area_m2": ""}, "holders": [{"name": "会津 十三蔵", "share": "1/2"}]}
    assert in_words(state) == "状態 滅失、所有者 会津 十三蔵（２分の１）"


def test_a_share_that_no_ledger_holds_is_refused() -> None:
    tiny = Fraction(1, 10**20)
    with pytest.raises(NotEnterableError, match="分母"):
        checked((Holder("1", tiny), Holder("2", 1 - tiny)))
