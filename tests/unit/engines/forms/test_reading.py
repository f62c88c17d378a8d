from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.forms.small_pack import TODAY, VOCABULARY

from madoguchi.core.vocabulary import DONT_KNOW, Item, PartialDate, Value, value_from_json, value_to_json
from madoguchi.engines.forms.domain.characters import InputRefusedError
from madoguchi.engines.forms.domain.reading import as_input, as_text, assemble_date, date_parts, read_value

EVERY_ITEM = [one for one in VOCABULARY.values() if one.derived is None]


def read(key: str, raw: str) -> object:
    return read_value(VOCABULARY[key], raw, today=TODAY)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-03-11",
        "2026/3/11",
        "２０２６年３月１１日",
        "令和8年3月11日",
        "令和八年三月十一日",
        "R8.3.11",
        "r8/3/11",
        "5080311",
        "20260311",
        " 令和 8年 3月 11日 ",
    ],
)
def test_one_day_is_read_from_every_usual_writing(raw: str) -> None:
    assert read("move.date", raw) == date(2026, 3, 11)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("令和元年4月30日", "平成31年4月30日ではありませんか"),
        ("2026-02-30", "2月は28日まで"),
        ("明日", "年月日で入力してください"),
        ("昭和18年", "年・月・日をすべて入力してください"),
        ("3月11日", "年がありません"),
        ("いつか", "入力してください"),
    ],
)
def test_a_date_that_cannot_be_says_what_and_what_to_do(raw: str, says: str) -> None:
    with pytest.raises(InputRefusedError, match="引越しの日") as refusal:
        read("move.date", raw)
    assert says in refusal.value.message.replace("2026年", "")


def test_a_birth_date_may_be_known_in_part() -> None:
    assert read("person.birth_date", "昭和18年") == PartialDate(1943)
    assert read("person.birth_date", "昭和18年5月 日不詳") == PartialDate(1943, 5)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ({"era": "令和", "year": "8", "month": "3", "day": "11"}, "令和8年3月11日"),
        ({"era": "西暦", "year": "2026", "month": "3", "day": "11"}, "2026年3月11日"),
        ({"year": "2026", "month": "3", "day": "11"}, "2026年3月11日"),
        ({"era": "昭和", "year": "18", "month": "", "day": ""}, "昭和18年"),
        ({"era": "昭和", "year": "", "month": "", "day": ""}, ""),
        ({}, ""),
        ({"era": "", "year": "令和8年3月11日", "month": "", "day": ""}, "令和8年3月11日"),
        ({"era": "令和", "year": "2026-03-11", "month": "", "day": ""}, "2026-03-11"),
        ({"era": "令和", "year": "元", "month": "5月", "day": "1日"}, "令和元年5月1日"),
    ],
)
def test_three_fields_make_one_date(parts: dict[str, str], whole: str) -> None:
    assert assemble_date(parts) == whole


@given(
    st.one_of(st.dates(date(1873, 1, 1), date(2150, 1, 1)), st.builds(PartialDate, st.integers(1873, 2150)))
)
def test_a_stored_date_comes_back_from_its_fields(value: date | PartialDate) -> None:
    assert read("person.birth_date", assemble_date(date_parts(value))) == value


def test_a_day_without_its_month_is_refused() -> None:
    raw = assemble_date({"era": "昭和", "year": "18", "month": "", "day": "3"})
    with pytest.raises(InputRefusedError):
        read("person.birth_date", raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("会津　十三蔵", "会津 十三蔵"),
        (" 髙橋  﨑 ", "髙橋 﨑"),
        ("ｱｲﾂﾞ ﾄﾐ", "アイヅ トミ"),
        ("𠮷田 葛\U000e0100", "𠮷田 葛\U000e0100"),
    ],
)
def test_names_keep_their_kanji_and_get_one_space(raw: str, value: str) -> None:
    assert read("person.name", raw) == value


@pytest.mark.parametrize("raw", ["あいづ とみぞう", "ｱｲﾂﾞ ﾄﾐｿﾞｳ", "アイヅ　トミゾウ"])
def test_readings_become_katakana(raw: str) -> None:
    assert read("person.name_kana", raw) == "アイヅ トミゾウ"


def test_kanji_in_a_reading_are_refused() -> None:
    with pytest.raises(InputRefusedError, match="カタカナかひらがな"):
        read("person.name_kana", "会津 トミゾウ")


def test_a_name_of_three_hundred_characters_says_how_many_there_may_be() -> None:
    with pytest.raises(InputRefusedError, match="100文字までです。いまは300文字"):
        read("person.name", "寿" * 300)


def test_a_long_name_with_selectors_is_counted_as_people_count() -> None:
    name = "葛\U000e0100" * 100
    assert read("person.name", name) == name


def test_marks_without_end_are_refused() -> None:
    with pytest.raises(InputRefusedError):
        read("person.name", "あ" + "\u0301" * 1500)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("０９０−００００−１２３４", "090-0000-1234"),
        ("09000001234", "090-0000-1234"),
        ("+81 90 0000 1234", "090-0000-1234"),
        ("0242(00)0000", "0242-00-0000"),
        ("0242000000", "0242000000"),
    ],
)
def test_telephone_numbers_in_every_usual_writing(raw: str, value: str) -> None:
    assert read("contact.phone", raw) == value


@pytest.mark.parametrize("raw", ["39-1234", "1234567890123", "なし", "090-0000-12345"])
def test_what_is_no_telephone_number_is_refused(raw: str) -> None:
    with pytest.raises(InputRefusedError, match="市外局番"):
        read("contact.phone", raw)


@pytest.mark.parametrize("raw", ["965-0846", "9650846", "〒９６５ー０８４６", "965 0846"])
def test_postal_codes_in_every_usual_writing(raw: str) -> None:
    assert read("move.new_postal_code", raw) == "965-0846"


@pytest.mark.parametrize(("raw", "value"), [("3頭", 3), ("０", 0), ("12", 12)])
def test_numbers_with_their_unit(raw: str, value: int) -> None:
    assert read("household.dogs", raw) == value


@pytest.mark.parametrize("raw", ["-1", "100", "三びき", "1.5", "1e9", "²"])
def test_numbers_outside_of_the_bounds_are_refused(raw: str) -> None:
    with pytest.raises(InputRefusedError):
        read("household.dogs", raw)


def test_several_codes_come_in_the_order_of_the_vocabulary_each_once() -> None:
    assert read("person.languages", "vi,ja,vi") == ("ja", "vi")


def test_not_knowing_is_an_answer_unless_the_item_forbids_it() -> None:
    assert read("person.has_card", "dont_know") is DONT_KNOW
    with pytest.raises(InputRefusedError, match="窓口におたずねください"):
        read("move.date", "dont_know")


def test_text_that_looks_like_html_is_kept() -> None:
    assert read("move.new_town", "<b>本町</b>'; DROP TABLE--") == "<b>本町</b>'; DROP TABLE--"


def test_values_are_shown_as_people_read_them() -> None:
    assert as_text(VOCABULARY["move.date"], date(2026, 3, 11)) == "2026年（令和8年）3月11日（水）"
    assert as_text(VOCABULARY["person.relation"], "head") == "世帯主"
    assert as_text(VOCABULARY["person.has_card"], False) == "いいえ"
    assert as_text(VOCABULARY["household.dogs"], 2) == "2頭"
    assert as_text(VOCABULARY["move.date"], None) == ""
    assert as_text(VOCABULARY["person.has_card"], DONT_KNOW) == "わからない"
    assert as_text(VOCABULARY["move.new_postal_code"], "965-0846") == "〒965-0846"
    assert as_text(VOCABULARY["person.languages"], ("ja", "vi")) == "日本語、ベトナム語"


typed = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789０１２年月日令和昭和平成元-/.RHS ", max_size=16),
    st.text(alphabet="あいうアイウ　 ｱｲ々髙﨑", max_size=10),
    st.dates(date(1873, 1, 1), date(2199, 1, 1)).map(date.isoformat),
    st.sampled_from(["yes", "no", "dont_know", "head", "ja,vi", "090-0000-1234", "9650846", "a@example.jp"]),
    st.sampled_from(["9" * 3000, "あ" * 2001, "\ud800", "\x00", "１" * 200]),
)


def read_or_message(item: Item, raw: str) -> tuple[Value | None, str]:
    try:
        return read_value(item, raw, today=TODAY), ""
    except InputRefusedError as refusal:
        return None, refusal.message


@settings(max_examples=200)
@given(st.sampled_from(EVERY_ITEM), typed)
def test_reading_gives_a_value_or_a_sentence_that_names_the_field(item: Item, raw: str) -> None:
    value, message = read_or_message(item, raw)
    assert not message or (value is None and message.startswith(item.label) and "。" in message)


@settings(max_examples=200)
@given(st.sampled_from(EVERY_ITEM), typed)
def test_what_was_read_is_shown_so_that_it_reads_the_same_again(item: Item, raw: str) -> None:
    try:
        value = read_value(item, raw, today=TODAY)
    except InputRefusedError:
        return
    assert read_value(item, as_input(value), today=TODAY) == value


@settings(max_examples=200)
@given(st.sampled_from(EVERY_ITEM), typed)
def test_what_was_read_travels_as_json(item: Item, raw: str) -> None:
    try:
        value = read_value(item, raw, today=TODAY)
    except InputRefusedError:
        return
    if value is not None:
        assert value_from_json(item, value_to_json(value)) == value
