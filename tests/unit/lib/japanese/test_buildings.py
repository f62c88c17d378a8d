"""Structure and use of buildings: the old writing and the new are one, and nothing is put under the nearest
word.
"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.buildings import (
    USES,
    Material,
    Roof,
    Structure,
    read_structure,
    read_use,
    structure_key,
)


@pytest.mark.parametrize(
    "written",
    [
        "木造かわらぶき２階建",
        "木造瓦葺2階建",
        "木造瓦葺き二階建て",
        "木造カワラ葺弐階建",
        "木造ｶﾜﾗﾌﾞｷ2階",
        "木造 瓦葺 ２階",
        "Ｗ造瓦葺2F",
        "木造瓦ぶき二階建",
        "木造　かわらぶき　2階建",
    ],
)
def test_every_writing_of_a_structure_is_one(written: str) -> None:
    structure = read_structure(written)
    assert (structure.material, structure.roof, structure.storeys) == (Material.WOOD, Roof.TILES, 2)
    assert structure.normal == "木造かわらぶき２階建"
    assert structure.certain
    assert structure.key == structure_key("木造かわらぶき２階建")


@pytest.mark.parametrize(
    ("written", "normal"),
    [("木造亜鉛引鉄板葺平屋建", "木造亜鉛メッキ鋼板ぶき平家建"), ("木造亜鉛メツキ鋼板葺平家建",
    "木造亜鉛メッキ鋼板ぶき平家建"), ("木造トタン葺平家", "木造亜鉛メッキ鋼板ぶき平家建"),
     ("鐵筋コンクリート造陸屋根地下一階付三階建", "鉄筋コンクリート造陸屋根地下１階付き３階建"),
     ("RC造陸屋根B1F付3F", "鉄筋コンクリート造陸屋根地下１階付き３階建"),
     ("ブロック造陸屋根平家建", "コンクリートブロック造陸屋根平家建"), ("軽量鉄骨造スレート葺2階建",
     "軽量鉄骨造スレートぶき２階建"),
     ("鉄骨造ガルバリウム鋼板葺2階建", "鉄骨造合金メッキ鋼板ぶき２階建"), ("木骨煉瓦造瓦葺2階建",
     "木骨れんが造かわらぶき２階建"), ("木造茅葺平家建", "木造草ぶき平家建"),
     ("木造・鉄骨造瓦葺2階建", "木・鉄骨造かわらぶき２階建"), ("木造亜鉛メッキ鋼板瓦棒葺平家建",
     "木造亜鉛メッキ鋼板ぶき平家建"), ("木造瓦・亜鉛メッキ鋼板交葺2階建",
     "木造かわら・亜鉛メッキ鋼板ぶき２階建"),
     ("鉄筋コンクリート造陸屋根地下2階建", "鉄筋コンクリート造陸屋根地下２階建")],
)  # fmt: skip
def test_structures_are_put_in_the_words_of_the_register(written: str, normal: str) -> None:
    assert read_structure(written).normal == normal
    assert read_structure(written).certain


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("木造檜皮葺平家建", "檜皮葺"),
        ("木造瓦葺2階建一部平屋", "一部平屋"),
        ("木造かわらぶき２階建 塔屋付", "塔屋付"),
        ("不明", "不明"),
        ("", ""),
    ],
)
def test_what_the_register_has_no_word_for_is_kept_and_not_certain(written: str, left: str) -> None:
    structure = read_structure(written)
    assert structure.unknown == left
    assert not structure.certain


@pytest.mark.parametrize(
    "written",
    [
        "木造スレート瓦葺平家建",
        "木造かわらぶき（セメント瓦）２階建",
        "木造鉄板葺平家建",
        "鉄筋造陸屋根2階建",
        "コンクリート造陸屋根2階建",
    ],
)
def test_what_is_only_supposed_is_said(written: str) -> None:
    assert read_structure(written).assumed


def test_different_structures_have_different_keys() -> None:
    writings = ["木造かわらぶき２階建", "木造かわらぶき平家建", "木造スレートぶき２階建",
    "鉄骨造かわらぶき２階建", "木造セメントかわらぶき２階建",
                "鉄骨鉄筋コンクリート造陸屋根２階建", "鉄筋コンクリート造陸屋根２階建",
                "木造かわらぶき地下１階付き２階建"]  # fmt: skip
    assert len({structure_key(written) for written in writings}) == len(writings)


@pytest.mark.parametrize(("material", "roof"), list(itertools.product(Material, Roof)))
def test_the_registers_own_writing_is_read_back(material: Material, roof: Roof) -> None:
    for storeys, basement in ((1, 0), (2, 0), (12, 0), (3, 1), (0, 2)):
        written = Structure((material,), (roof,), storeys, basement, "").normal
        read = read_structure(written)
        assert (read.materials, read.roofs, read.storeys, read.basement) == (
            (material,),
            (roof,),
            storeys,
            basement,
        )
        assert read.certain
        assert read.normal == written


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(Roof, 2)))
def test_two_kinds_of_roof_are_read_back(first: Roof, second: Roof) -> None:
    read = read_structure(Structure((Material.WOOD, Material.STEEL), (first, second), 2, 0, "").normal)
    assert (read.materials, read.roofs, read.certain) == (
        (Material.WOOD, Material.STEEL),
        (first, second),
        True,
    )


@pytest.mark.parametrize(
    ("written", "uses"),
    [("居宅", ("居宅",)), ("居　宅", ("居宅",)), ("居宅・店舗", ("居宅", "店舗")), ("居宅、車庫", ("居宅",
    "車庫")), ("店舗兼居宅", ("店舗", "居宅")),
     ("居宅及び事務所", ("居宅", "事務所")), ("住宅", ("居宅",)), ("發電所", ("発電所",)), ("アパート",
     ("共同住宅",))],
)  # fmt: skip
def test_uses_are_put_in_the_words_of_the_register(written: str, uses: tuple[str, ...]) -> None:
    assert (read_use(written).uses, read_use(written).certain) == (uses, True)


def test_uses_that_are_unknown_or_supposed_are_said() -> None:
    assert read_use("ドローン基地").unknown == "ドローン基地"
    assert read_use("併用住宅").unknown == "併用住宅"
    assert read_use("店舗併用住宅").assumed
    assert not read_use("").certain
    assert read_use("居宅・店舗").key == read_use("店舗・居宅").key != read_use("居宅").key


@pytest.mark.parametrize("use", sorted(USES))
def test_every_use_of_the_register_is_read_as_itself(use: str) -> None:
    assert read_use(use).normal == use


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader_and_reading_again_changes_nothing(text: str) -> None:
    structure, use = read_structure(text), read_use(text)
    assert structure.original == use.original == text
    assert read_structure(structure.normal).normal == structure.normal
    assert read_use(use.normal).uses == use.uses


@given(st.text(alphabet="木造鉄骨瓦葺かわらぶき陸屋根地下付階建2２二・ 亜鉛メッキ板平家", max_size=24))
def test_no_words_of_buildings_in_any_order_break_the_reader(text: str) -> None:
    structure = read_structure(text)
    assert read_structure(structure.normal).normal == structure.normal
