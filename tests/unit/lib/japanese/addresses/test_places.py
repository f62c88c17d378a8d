"""The tables of places: Japan Post, アドレス・ベース・レジストリ, 小字; kept in a file between processes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from madoguchi.lib.japanese.addresses import (
    Certainty,
    Level,
    Parser,
    PlaceRow,
    Places,
    PlaceTableError,
    place_table,
)
from madoguchi.lib.japanese.addresses.places import places_of_japan
from madoguchi.lib.japanese.addresses.sources import former_municipalities, japan_post

REGISTRY = (
    "lg_code,machiaza_id,machiaza_type,pref,county,city,ward,oaza_cho,chome,chome_number,koaza,ablt_date\n"
    "072028,0001000,1,福島県,,会津若松市,,門田町大字飯寺,,,,\n"
    "072028,0001101,3,福島県,,会津若松市,,門田町大字飯寺,,,村西,\n"
    "072028,0001102,3,福島県,,会津若松市,,門田町大字飯寺,,,なくなった字,2020-01-01\n"
    "072028,0002001,2,福島県,,会津若松市,,居合町,一丁目,1,,\n"
    "11011,0003001,2,北海道,,札幌市,中央区,大通西,二丁目,,,\n"
)
HAMLETS = (
    "municipality_code,prefecture,municipality,town,koaza,latitude,longitude\n"
    "072028,福島県,会津若松市,門田町大字飯寺,村西,37.4,139.9\n"
    "072028,福島県,会津若松市,門田町大字飯寺,村西甲,37.4,139.9\n"
)


def parser_with(tmp_path: Path, text: str) -> Parser:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8-sig")
    rows = [PlaceRow("072028", "福島県", "会津若松市", "門田町飯寺"), *place_table(path)]
    return Parser(Places.of(rows))


def test_japan_post_knows_every_municipality_and_no_building() -> None:
    rows = list(japan_post())
    assert {one.code for one in former_municipalities()} <= {row.code for row in rows}
    assert len({row.code for row in rows}) > 1_890
    assert len({(row.code, row.town) for row in rows}) > 118_000
    assert not [row.town for row in rows if "森ビル" in row.town or "次に" in row.town or "〜" in row.town]


def test_a_table_of_hamlets_makes_them_certain(tmp_path: Path) -> None:
    parser = parser_with(tmp_path, HAMLETS)
    for line in ("福島県会津若松市門田町飯寺村西582", "福島県会津若松市門田町大字飯寺字村西582番地"):
        read = parser.parse(line)
        assert (read.town, read.hamlet, read.block) == ("門田町大字飯寺", "村西", "582")
        assert read.certainty is Certainty.EXACT
    assert parser.parse("福島県会津若松市門田町飯寺村西甲582").hamlet == "村西甲"


def test_the_registry_tells_towns_sections_and_hamlets(tmp_path: Path) -> None:
    parser = parser_with(tmp_path, REGISTRY)
    read = parser.parse("福島県会津若松市門田町飯寺村西582-1")
    assert (read.town, read.hamlet, read.certainty) == ("門田町大字飯寺", "村西", Certainty.EXACT)
    assert parser.parse("札幌市中央区大通西2-1").section == 2
    assert parser.parse("札幌市中央区大通西3-1").section == 0
    towns = parser.places.municipalities["072028"].towns
    assert "なくなった字" not in towns["門田町飯寺"].hamlets.values()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "列がありません"),
        ("", "列がありません"),
        ("municipality_code,prefecture,town,koaza\n", "municipality"),
    ],
    ids=["other columns", "empty", "one is missing"],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlaceTableError, match=said):
        place_table(path)


def test_a_table_in_another_encoding_or_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(HAMLETS.encode("cp932"))
    with pytest.raises(PlaceTableError, match="UTF-8"):
        place_table(path)
    with pytest.raises(PlaceTableError, match=r"missing\.csv"):
        place_table(tmp_path / "missing.csv")


def test_places_are_the_same_from_the_file_that_keeps_them(tmp_path: Path) -> None:
    places = Places.of([PlaceRow("072028", "福島県", "会津若松市", "東栄町", "", 0, True, "9650871")])
    places.save(tmp_path / "places.json")
    again = Places.load(tmp_path / "places.json")
    assert again.municipalities == places.municipalities
    assert again.of_postal_code("9650871") == ("072028",)
    assert again.of_postal_code("0000000") == ()


def test_a_file_that_cannot_be_read_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = PlaceRow("072028", "福島県", "会津若松市", "東栄町")
    monkeypatch.setattr("madoguchi.lib.japanese.addresses.places.japan_post", lambda: iter([row]))
    places_of_japan.cache_clear()
    try:
        places_of_japan(tmp_path)
        (kept,) = tmp_path.iterdir()
        kept.write_text("half a li", encoding="utf-8")
        places_of_japan.cache_clear()
        assert set(places_of_japan(tmp_path).municipalities) == {"072028"}
        assert Places.load(kept).municipalities.keys() == {"072028"}
    finally:
        places_of_japan.cache_clear()


def test_every_former_municipality_names_its_day_and_source() -> None:
    for former in former_municipalities():
        assert date.fromisoformat(former.until) < date(2026, 1, 1)
        assert former.source


def test_a_parser_of_few_places_says_so_of_the_others() -> None:
    parser = Parser(Places.of([PlaceRow("072028", "福島県", "会津若松市", "東栄町")]))
    read = parser.parse("東京都千代田区霞が関1-2-3")
    assert (read.level, read.prefecture) == (Level.PREFECTURE, "東京都")
