"""Addresses are read into their parts, as far as they are certain, and nothing of them is lost."""

from __future__ import annotations

import doctest
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from madoguchi.lib.japanese.addresses import Certainty, Inferred, Level, Parser, folding
from madoguchi.lib.japanese.addresses import parser as parser_module
from madoguchi_testing.addresses import write_addresses


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def test_what_stands_in_the_documentation_is_true() -> None:
    for module in (folding, parser_module):
        assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("福島県会津若松市門田町大字飯寺字村西５８２番地１", "072028 門田町飯寺 村西 0 582 1"),
        ("福島県会津若松市門田町飯寺字村西五百八十二番地一", "072028 門田町飯寺 村西 0 582 1"),
        ("福島県会津若松市東栄町3－46", "072028 東栄町 - 0 3 46"),
        ("福島県河沼郡会津坂下町字市中一番甲3662", "074217 市中一番甲 - 0 3662 -"),
        ("東京都千代田区霞ヶ関一丁目２番３号", "131016 霞が関 - 1 2 3"),
        ("東京都三宅村阿古497", "133817 阿古 - 0 497 -"),
        ("東京都 港区 虎之門 1丁目 2番 3号", "131032 虎ノ門 - 1 2 3"),
        ("北海道札幌市中央区北1条西2丁目", "011011 北一条西 - 2 - -"),
        ("北海道旭川市四条通８丁目右１号", "012041 ４条通 - 8 右1 -"),
        ("北海道空知郡上富良野町東３線北20号", "014605 東３線北 - 0 20 -"),
        ("岩手県九戸郡洋野町種市第23地割27番地", "035076 種市 第23地割 0 27 -"),
        ("愛媛県西宇和郡伊方町九町字コチワキ3番耕地40-3", "384429 九町 コチワキ3番耕地 0 40 3"),
        ("京都府京都市上京区今出川通烏丸東入相国寺門前町701", "261025 相国寺門前町 - 0 701 -"),
        ("大阪府堺市堺区南花田口町２丁３－１０", "271411 南花田口町 - 2 3 10"),
        ("北海道勇払郡安平町字安平番外地", "015857 安平 - 0 番外地 -"),
        ("大阪府大阪市北区天神橋2丁目北2番6号", "271276 天神橋 - 2 北2 6"),
        ("千葉県旭市ニの1920番地", "122157 ニ - 0 1920 -"),
        ("愛媛県松山市一番町四丁目4-2", "382019 一番町 - 4 4 2"),
        ("北海道厚岸郡浜中町姉別字北原2107", "016632 姉別 北原 0 2107 -"),
        ("神奈川県川崎市高津区溝口6丁目23番16号", "141348 溝口 - 6 23 16"),
        ("兵庫県神戸市中央区加納町３丁目１─２", "281107 加納町 - 3 1 2"),
    ],
    ids=lambda value: value[:24],
)
def test_an_address_that_says_everything_is_exact(parser: Parser, line: str, expected: str) -> None:
    read = parser.parse(line)
    found = (read.code, read.town, read.hamlet, read.section, read.block, read.number)
    assert " ".join(str(one) if one != "" else "-" for one in found) == expected
    assert read.certainty is Certainty.EXACT


@pytest.mark.parametrize(
    ("line", "code", "town", "inferred"),
    [
        ("会津若松市東栄町3-46", "072028", "東栄町", {Inferred.PREFECTURE}),
        ("東京千代田区丸の内1丁目1-1", "131016", "丸の内", {Inferred.PREFECTURE}),
        ("門田町大字飯寺582", "072028", "門田町飯寺", {Inferred.PREFECTURE, Inferred.MUNICIPALITY}),
        ("府中市宮西町2丁目24", "132063", "宮西町", {Inferred.PREFECTURE}),
        ("さいたま市高砂3丁目15-1", "111074", "高砂", {Inferred.PREFECTURE, Inferred.WARD}),
        ("大阪府中央区上汐1丁目2-3", "271284", "上汐", {Inferred.WARD}),
        ("東京都千代田区霞が関1-2-3", "131016", "霞が関", {Inferred.SECTION}),
        ("東京都港区虎門1丁目2-3", "131032", "虎ノ門", {Inferred.SPELLING}),
        ("福島県会津若松市門田町飯寺村西582", "072028", "門田町飯寺", {Inferred.HAMLET}),
        ("東京都江東区豊洲 四-2-27", "131083", "豊洲", {Inferred.SECTION}),
        ("福島県会津若松市門田町飯寺村西", "072028", "門田町飯寺", {Inferred.HAMLET}),
        ("東京都文京区小石川1", "131059", "小石川", {Inferred.NUMBERS}),
        ("東京都国立市青柳３－１７－１３", "132152", "青柳", {Inferred.NUMBERS}),
        ("茨城県龍ヶ崎市3710番地", "082082", "", {Inferred.NO_TOWN}),
        ("福島県河沼郡河東町大字広田字六丁1-2", "072028", "河東町広田", {Inferred.FORMER}),
        ("福島県大沼郡会津高田町字宮北3163", "074471", "宮北", {Inferred.FORMER}),
        ("福島県耶麻郡塩川町字岡ノ前157番地", "072087", "塩川町岡ノ前", {Inferred.FORMER}),
        ("北会津村真宮1", "072028", "北会津町真宮", {Inferred.FORMER, Inferred.PREFECTURE}),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_what_had_to_be_worked_out_is_named(
    parser: Parser, line: str, code: str, town: str, inferred: set[Inferred]
) -> None:
    read = parser.parse(line)
    assert (read.code, read.town, set(read.inferred)) == (code, town, inferred)
    assert read.certainty is Certainty.INFERRED


def test_where_several_fit_all_are_told_and_none_is_taken(parser: Parser) -> None:
    read = parser.parse("中央区日本橋1丁目2-3")
    assert read.certainty is Certainty.AMBIGUOUS
    assert (read.code, read.level) == ("", Level.NOTHING)
    assert {one.code for one in read.candidates} == {"131024", "271284"}
    assert read.town == "日本橋"


def test_a_postal_code_decides_between_two_and_contradicts_one(parser: Parser) -> None:
    assert parser.parse("〒103-0027 中央区日本橋1丁目2-3").code == "131024"
    read = parser.parse("965-0846 福島県喜多方市塩川町三吉1")
    assert read.certainty is Certainty.AMBIGUOUS
    assert [one.municipality for one in read.candidates] == ["喜多方市", "会津若松市"]


@pytest.mark.parametrize(
    ("line", "building", "room", "care_of"),
    [
        ("会津若松市東栄町3-46コーポ山田１０１号室", "コーポ山田", "101号室", ""),
        ("会津若松市東栄町3番46号 第2マンション3F302号室", "第2マンション", "3F302号室", ""),
        ("会津若松市東栄町3-46 101", "", "101", ""),
        ("会津若松市東栄町3-46-1001", "", "1001", ""),
        ("会津若松市東栄町3-46 佐藤様方", "", "", "佐藤様方"),
        ("会津若松市東栄町3-46 サンハイツ201 佐藤様方", "サンハイツ", "201", "佐藤様方"),
        ("会津若松市東栄町3-46 会津若松市役所気付", "", "", "会津若松市役所気付"),
        ("会津若松市東栄町3-46 県営住宅３号棟", "県営住宅3号棟", "", ""),
    ],
)
def test_building_room_and_host_are_told_apart(
    parser: Parser, line: str, building: str, room: str, care_of: str
) -> None:
    read = parser.parse(line)
    assert (read.block, read.number) == ("3", "46")
    assert (read.building, read.room, read.care_of) == (building, room, care_of)


def test_what_no_table_has_is_left_as_it_stands(parser: Parser) -> None:
    read = parser.parse("福島県会津若松市ありもしない町1-2")
    assert (read.level, read.unknown, read.block) == (Level.MUNICIPALITY, "ありもしない町", "1")
    assert parser.parse("ＸＹＺ").certainty is Certainty.UNKNOWN
    assert parser.parse("東京都港区あいうえお").unknown == "あいうえお"


def test_json_names_only_what_is_there(parser: Parser) -> None:
    told = parser.parse("会津若松市東栄町3-46").as_json()
    assert told["level"] == "number"
    assert told["inferred"] == ["prefecture"]
    assert "building" not in told
    assert "".join(text for _, text in told["parts"]) == "会津若松市東栄町3-46"


# Pieces of addresses, good and bad, in any order: what people, programs and enemies write.
_WORDS = """
    福島県 会津若松市 河沼郡 会津坂下町 東京都 中央区 京都市 上京区 札幌市 門田町 大字 字 小字
    飯寺 村西 東栄町 霞ヶ関 丁目 番地 番 号 の - － ー 〒 965-0846 1 ２３ 五十 甲 第 線 条 地割
    無番地 上る 東入 通 様方 気付 方 コーポ ﾒｿﾞﾝ 101 号室 F 階 他 地先 ( ) 、 外2筆 髙 﨑 ｶﾞ 𠮷
    😀
"""
_PIECES = st.sampled_from(
    [*_WORDS.split(), "葛\U000e0100", "か\u3099", "\u200b", "\u202e", "\ufeff", "\x00", "\ud800"]
)
_LINES = st.one_of(
    st.lists(st.one_of(_PIECES, st.just(" "), st.just("　")), max_size=14).map("".join), st.text(max_size=40)
)


@given(_LINES)
@example("")
@example("字")
@example("〒965-0846")
@settings(max_examples=60, deadline=None)
def test_nothing_of_a_line_is_lost(line: str) -> None:
    read = Parser().parse(line)
    assert "".join(part.text for part in read.parts) == line
    assert read.certainty is not Certainty.EXACT or read.code


@given(_LINES)
@settings(max_examples=60, deadline=None)
def test_reading_the_normal_form_gives_the_normal_form(line: str) -> None:
    parser = Parser()
    normal = parser.normal_form(line)
    assert parser.normal_form(normal) == normal


def test_the_normal_form_of_an_address_in_use_is_there_at_once(parser: Parser) -> None:
    for one in write_addresses(300, seed=5):
        normal = parser.parse(one.line).normal
        assert parser.parse(normal).normal == normal


@given(st.lists(_PIECES, max_size=10).map("".join))
@settings(max_examples=40, deadline=None)
def test_widths_make_no_difference(line: str) -> None:
    parser = Parser()
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in line)
    assert parser.normal_form(wide) == parser.normal_form(unicodedata.normalize("NFC", line))
