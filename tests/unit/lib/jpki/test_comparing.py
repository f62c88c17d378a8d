"""What people type is compared with the certificate, substitutes taken into account."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.jpki import Likeness, compare_addresses, compare_names, same_address, same_name
from madoguchi.lib.jpki.comparing import address_key

IDEOGRAPHS = "会津若松喜多方十三蔵恵美子葵紬高髙橋渡辺邉邊斎齋𠮷𢉶彅"


@pytest.mark.parametrize(
    ("certified", "typed", "substitutes", "expected"),
    [
        ("会津　十三蔵", "会津 十三蔵", "000000", Likeness.SAME),
        ("会津　十三蔵", "会津十三蔵", "", Likeness.SAME),
        ("髙橋　葵", "高橋　葵", "0000", Likeness.SAME),
        ("渡邉　紬", "渡辺紬", "0000", Likeness.SAME),
        ("広田　葵", "𢉶田　葵", "1000", Likeness.SUBSTITUTED),
        ("広田　葵", "𢉶田　葵", "100", Likeness.SUBSTITUTED),
        ("広田　葵", "上田　葵", "0000", Likeness.DIFFERENT),
        ("広田　葵", "𢉶山　葵", "1000", Likeness.DIFFERENT),
        ("広田　葵", "𢉶田　葵", "0001", Likeness.DIFFERENT),
        ("ヒロ田　葵", "𢉶田　葵", "11000", Likeness.SUBSTITUTED),
        ("ヒロ田　葵", "広い広田　葵", "11000", Likeness.DIFFERENT),
        ("広田　葵", "𢉶田　葵", "10", Likeness.DIFFERENT),
        ("広田　葵", "田　葵", "1000", Likeness.DIFFERENT),
        ("広", "𢉶", "1", Likeness.DIFFERENT),
        ("広田　葵", "", "1111", Likeness.DIFFERENT),
        ("", "", "", Likeness.DIFFERENT),
        ("ＮＧＵＹＥＮ　ＶＡＮ　ＡＮ", "Nguyen Van An", "", Likeness.SAME),
        ("会津　十三蔵", "会津　十四蔵", "000000", Likeness.DIFFERENT),
        ("田.*　葵", "田中　葵", "0000", Likeness.DIFFERENT),
    ],
)
def test_names(certified: str, typed: str, substitutes: str, expected: Likeness) -> None:
    assert compare_names(certified, typed, substitutes) is expected


@pytest.mark.parametrize(
    "typed",
    [
        "東京都世田谷区北沢二丁目８番１８号",
        "東京都世田谷区北沢2丁目8番18号",
        "東京都世田谷区北沢2-8-18",
        "世田谷区北沢２－８－１８",
        "東京都 世田谷区 北沢 2ー8ー18",
        "155-0031 東京都世田谷区北沢2丁目8-18",
        "〒155-0031東京都世田谷区北沢二丁目8番18",
    ],
)
def test_one_address_is_written_in_many_ways(typed: str) -> None:
    assert compare_addresses("東京都世田谷区北沢二丁目８番１８号", typed) is Likeness.SAME


@pytest.mark.parametrize(
    "typed",
    [
        "東京都世田谷区北沢28-1-8",
        "東京都世田谷区北沢2-81-8",
        "東京都世田谷区北沢2-8-1",
        "東京都世田谷区北沢2818",
        "東京都世田谷区大原2-8-18",
        "東京都世田谷区北沢2-8-18 例示ハイツ203号",
        "神奈川県世田谷区北沢2-8-18",
        "東京都",
        "",
    ],
)
def test_other_addresses_are_different(typed: str) -> None:
    assert compare_addresses("東京都世田谷区北沢二丁目８番１８号", typed) is Likeness.DIFFERENT


@pytest.mark.parametrize(
    "typed",
    [
        "東京都世田谷区北沢二丁目8番18号 例示ハイツ203号",
        "東京都世田谷区北沢2-8-18 例示ハイツ２０３号室",
        "世田谷区北沢2-8-18例示ハイツ203",
    ],
)
def test_the_building_counts_however_its_room_is_written(typed: str) -> None:
    certified = "東京都世田谷区北沢二丁目８番１８号　例示ハイツ２０３号"
    assert compare_addresses(certified, typed) is Likeness.SAME
    assert (
        compare_addresses(certified, typed.replace("203", "302").replace("２０３", "302"))
        is Likeness.DIFFERENT
    )


def test_a_room_after_a_space_is_a_number_of_its_own() -> None:
    assert same_address("東京都例示区例示町８番１８号　２０３", "東京都例示区例示町8-18 203")
    assert not same_address("東京都例示区例示町８番１８号　２０３", "東京都例示区例示町8-18203")
    assert not same_address("東京都例示区例示町８番１８２０３号", "東京都例示区例示町8-18 203")


@pytest.mark.parametrize(
    ("certified", "typed"),
    [
        ("福島県会津若松市門田町大字飯寺字村西５８２番地１", "福島県会津若松市門田町飯寺村西582-1"),
        ("福島県会津若松市門田町大字飯寺字村西５８２番地の１", "会津若松市門田町大字飯寺字村西582番地1"),
        ("福島県喜多方市字一本木上７６９４番地", "喜多方市一本木上7694"),
        ("福島県南会津郡南会津町一ヶ谷２番地", "南会津郡南会津町一ケ谷2"),
        ("京都府京都市中京区例示町１番地", "京都市中京区例示町1"),
    ],
    ids=["section-words", "branch-number", "section-after-city", "small-kana", "prefecture"],
)
def test_rural_addresses(certified: str, typed: str) -> None:
    assert same_address(certified, typed)


@pytest.mark.parametrize(
    ("certified", "typed", "likeness"),
    [
        ("福島県耶麻郡例示町大字架空字下38番地", "例示町架空下38", Likeness.SAME),
        ("福島県耶麻郡例示町大字架空字下38番地", "耶麻郡例示町架空下38", Likeness.SAME),
        ("福島県耶麻郡例示町大字架空字下38番地", "福島県例示町架空下38", Likeness.SAME),
        ("福島県例示町架空38番地", "耶麻郡例示町架空38", Likeness.SAME),
        ("福島県耶麻郡例示町架空38番地", "架空38", Likeness.DIFFERENT),
        ("奈良県高市郡例示村1番地", "例示村1", Likeness.SAME),
        ("北海道余市郡余市町1番地", "余市町1", Likeness.SAME),
        ("山梨県西八代郡市川例示町1番地", "市川例示町1", Likeness.SAME),
        ("福島県郡山市例示町1番地", "山市例示町1", Likeness.DIFFERENT),
        ("奈良県大和郡山市例示町1番地", "山市例示町1", Likeness.DIFFERENT),
        ("福岡県小郡市例示町1番地", "市例示町1", Likeness.DIFFERENT),
    ],
)
def test_a_county_may_be_left_out_and_a_city_may_not(certified: str, typed: str, likeness: Likeness) -> None:
    assert compare_addresses(certified, typed) is likeness


def test_substitutes_stay_in_their_place_without_the_county() -> None:
    certified = "福島県耶麻郡例示町広架空1番地"
    marks = "".join("1" if character == "広" else "0" for character in certified)
    assert compare_addresses(certified, "例示町𢉶架空1", marks) is Likeness.SUBSTITUTED
    assert compare_addresses(certified, "例示町𢉶架空2", marks) is Likeness.DIFFERENT


def test_a_substitute_in_an_address_is_tolerated_also_without_the_prefecture() -> None:
    certified, marks = "福島県会津若松市広町１番地", "00000000" + "1" + "0000"
    assert len(certified) == len(marks)
    assert compare_addresses(certified, "福島県会津若松市𢉶町1番地", marks) is Likeness.SUBSTITUTED
    assert compare_addresses(certified, "会津若松市𢉶町1", marks) is Likeness.SUBSTITUTED
    assert compare_addresses(certified, "会津若松市𢉶町2", marks) is Likeness.DIFFERENT


NAMES = st.text(IDEOGRAPHS, min_size=2, max_size=12)


@given(NAMES, st.data())
def test_a_name_is_the_same_as_itself_whatever_was_substituted(name: str, data: st.DataObject) -> None:
    marks = data.draw(st.text("01", min_size=len(name), max_size=len(name)))
    assert compare_names(name, name, marks) is Likeness.SAME


@given(NAMES, st.integers(0, 11), st.sampled_from("鑽鱻龗"))
def test_only_where_a_substitute_stands_may_another_character_stand(
    name: str, position: int, other: str
) -> None:
    position %= len(name)
    typed = name[:position] + other + name[position + 1 :]
    marks = "".join("1" if number == position else "0" for number in range(len(name)))
    assert same_name(name, typed, marks)
    assert not same_name(name, typed, "0" * len(name))
    assert not same_name(name, typed + "子", marks)


@given(st.text(max_size=40), st.text(max_size=40), st.text("01", max_size=40))
def test_any_texts_are_compared(certified: str, typed: str, marks: str) -> None:
    assert compare_names(certified, typed, marks) in Likeness
    assert compare_addresses(certified, typed, marks) in Likeness


@given(st.lists(st.integers(1, 9999), min_size=2, max_size=4))
def test_the_numbers_of_an_address_never_run_together(numbers: list[int]) -> None:
    key = address_key("北沢" + "-".join(map(str, numbers)))
    assert key == "北沢" + "/".join(map(str, numbers))
