"""Files as they come out of other systems: every bad line is named, every good one read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from madoguchi.engines.tax_ledger.domain.assets import ASSET_COLUMNS, OWNER_COLUMNS
from madoguchi.engines.tax_ledger.domain.columns import ColumnMapError, column_maps, read_column_map
from madoguchi.engines.tax_ledger.domain.files import FileError, read_assets, read_notices, read_owners
from madoguchi.engines.tax_ledger.domain.notices import NOTICE_COLUMNS
from madoguchi_testing.ledgers.small import land, notice, person


def text_of(columns: tuple[str, ...], *rows: tuple[object, ...]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(row[: len(columns)] for row in rows)
    return written.getvalue()


def notices_text(*ids: str) -> str:
    return text_of(NOTICE_COLUMNS, *(notice(notice_id=one) for one in ids))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.csv"


def test_a_heading_without_end_costs_no_memory(file: Path) -> None:
    file.write_text("a," * 100_000 + "\n", encoding="utf-8")
    with pytest.raises(FileError, match="長すぎます"):
        read_notices(file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_utf_8_and_shift_jis_are_read(file: Path, encoding: str) -> None:
    # 髙 is in cp932; a file of other characters could not be written in it.
    file.write_bytes(notices_text("N1", "N2").encode(encoding))
    read = read_notices(file)
    assert [one.notice_id for one in read.notices] == ["N1", "N2"]
    assert read.notices[0]._replace(line=0) == notice()
    assert (read.rejected, read.problems) == ([], [])


@pytest.mark.parametrize(("encoding", "name"), [("utf-16", "UTF-16"), ("euc_jp", "EUC-JP")])
def test_other_encodings_are_named(file: Path, encoding: str, name: str) -> None:
    file.write_bytes(notices_text(*map(str, range(50))).encode(encoding))
    with pytest.raises(FileError, match=name):
        read_notices(file)


def test_one_line_in_another_encoding_costs_itself(file: Path) -> None:
    lines = notices_text("N1", "N2", "N3").encode().splitlines(keepends=True)
    lines[2] = lines[2].decode().encode("cp932")
    file.write_bytes(b"".join(lines))
    read = read_notices(file)
    assert [one.notice_id for one in read.notices] == ["N1", "N3"]
    assert [(one.notice_id, one.problem.line) for one in read.rejected] == [("N2", 3)]


def test_half_a_line_is_named_with_its_last_column(file: Path) -> None:
    text = notices_text("N1", "N2")
    file.write_text(text[: text.index("N2") + 40], encoding="utf-8")
    read = read_notices(file)
    assert [one.notice_id for one in read.notices] == ["N1"]
    (problem,) = read.problems
    assert (problem.line, problem.notice_id) == (3, "N2")
    assert problem.column in NOTICE_COLUMNS


def test_a_quote_that_is_never_closed_costs_its_own_line(file: Path) -> None:
    lines = notices_text(*(f"N{n}" for n in range(1, 60))).splitlines(keepends=True)
    lines[2] = lines[2].replace("鈴木一郎", '"鈴木一郎')
    file.write_text("".join(lines), encoding="utf-8")
    read = read_notices(file)
    assert len(read.notices) == 58
    assert [(one.notice_id, one.problem.line) for one in read.rejected] == [("N2", 3)]


def test_a_line_break_in_quotes_belongs_to_its_cell(file: Path) -> None:
    lines = notices_text("N1", "N2").splitlines(keepends=True)
    lines[1] = lines[1].replace("鈴木一郎", '"鈴木\n一郎"')
    file.write_text("".join(lines), encoding="utf-8")
    first, second = read_notices(file).notices
    assert (first.owner_name, second.notice_id, second.line) == ("鈴木\n一郎", "N2", 4)


@pytest.mark.parametrize("broken", ['"a",b\rc', '"' + "x" * 200_000 + '",b', '"a,b\rc\n"",d\re"'])
def test_what_the_reader_of_csv_gives_up_on_costs_its_own_line(file: Path, broken: str) -> None:
    head, first, second = notices_text("N1", "N2").splitlines()
    file.write_bytes("\n".join((head, first, broken, second, "")).encode())
    read = read_notices(file)
    assert [one.notice_id for one in read.notices] == ["N1", "N2"]
    assert {one.line for one in read.problems} <= {3, 4}
    assert read.problems


@pytest.mark.parametrize("spoil", [
    lambda text: text.replace("\n", "\r"),
    lambda text: "x" * 200_000 + "," + text,
    lambda text: text.replace("\n", "\0\n", 1),
], ids=["CR alone", "a long heading", "NUL"])  # fmt: skip
def test_a_heading_that_cannot_be_read_refuses_the_file(file: Path, spoil: Callable[[str], str]) -> None:
    file.write_bytes(spoil(notices_text("N1")).encode())
    with pytest.raises(FileError, match="見出し"):
        read_notices(file)


def test_one_number_with_two_contents_is_refused_and_a_copy_is_read_once(file: Path) -> None:
    text = text_of(
        NOTICE_COLUMNS, notice(), notice(), notice(notice_id="N2"), notice(notice_id="N2", share="1/2")
    )
    file.write_text(text, encoding="utf-8")
    read = read_notices(file)
    assert [one.notice_id for one in read.notices] == ["N1"]
    assert [one.notice_id for one in read.rejected] == ["N2"]
    assert [one.line for one in read.problems] == [3, 5]


def test_columns_may_stand_in_any_order_and_more_of_them(file: Path) -> None:
    columns = ("備考", *reversed(NOTICE_COLUMNS))
    file.write_text(text_of(columns, ("", *reversed(notice()[:-1]))), encoding="utf-8")
    (read,) = read_notices(file).notices
    assert read._replace(line=0) == notice()


def test_a_missing_column_is_named(file: Path) -> None:
    file.write_text("notice_id,kind,event\nN1,土地,分筆\n", encoding="utf-8")
    with pytest.raises(FileError, match="location、lot_number、owner_name"):
        read_notices(file)
    columns = tuple(one for one in NOTICE_COLUMNS if one != "share")
    file.write_text(text_of(columns), encoding="utf-8")
    assert [one.column for one in read_notices(file).problems] == ["share"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_named(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(FileError, match="空です"):
        read_owners(file)


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(FileError, match="開けません"):
        read_assets(file)


def test_bad_assets_are_named_and_the_rest_is_read(file: Path) -> None:
    rows = [
        land(), land("", lot="1"), land("L2", municipality_code="若松"), land("L3", kind="船"),
        land("L4", lot=""),
        land("L5", kind="建物", building_number="1"), land("L1", lot="9"), land("L1"),
    ]  # fmt: skip
    file.write_text(text_of(ASSET_COLUMNS, *rows), encoding="utf-8")
    assets, problems = read_assets(file)
    assert [one.asset_id for one in assets] == ["L1", "L5"]
    assert [(one.line, one.column) for one in problems] == [
        (3, "asset_id"), (4, "municipality_code"), (5, "kind"), (6, "lot"), (8, "asset_id"), (9, "asset_id"),
    ]  # fmt: skip
    assert assets[0].closed, "which of two lines is right nobody knows"
    assert assets[1].kind == "家屋"


def test_a_ledger_may_say_who_is_dead_and_what_is_closed(file: Path) -> None:
    file.write_text(text_of((*OWNER_COLUMNS, "死亡日"), (*person()[:-1], "2020-01-01")), encoding="utf-8")
    assert read_owners(file)[0][0].died == "2020-01-01"
    file.write_text(text_of((*ASSET_COLUMNS, "closed_on"), (*land()[:-1], "0")), encoding="utf-8")
    assert read_assets(file)[0][0].closed == ""


def test_another_layout_is_read_by_a_column_map(file: Path, tmp_path: Path) -> None:
    file.write_text(
        "番号\t種別\t異動\t所在1\t所在2\t地番\t姓\t名\n7\t1\t移転\t会津若松市\t門田町\t5-1\t鈴木\t一郎\n",
        encoding="cp932",
    )
    layout = tmp_path / "map.yaml"
    layout.write_text(
        "notice_id: 番号\nkind: {column: 種別, values: {1: 土地, 2: 家屋}}\nevent: {value: 所有権移転}\n"
        "location: [所在1, 所在2]\nlot_number: 地番\nowner_name: [姓, 名]\n",
        encoding="utf-8",
    )
    (read,) = read_notices(file, read_column_map(layout)["notices"]).notices
    assert (read.kind, read.event, read.location, read.owner_name) == (
        "土地", "所有権移転", "会津若松市 門田町", "鈴木 一郎",
    )  # fmt: skip


@pytest.mark.parametrize("content", [None, [], {"notice_id": None}, {"notices": 3}, {"kind": {"values": {}}}])
def test_a_map_that_cannot_be_used_says_why(content: object) -> None:
    with pytest.raises(ColumnMapError):
        column_maps(content)


def test_a_map_names_columns_and_fields_that_are_not_there(file: Path) -> None:
    file.write_text(notices_text("N1"), encoding="utf-8")
    with pytest.raises(FileError, match="姓"):
        read_notices(file, column_maps({"owner_name": "姓"})["notices"])
    with pytest.raises(FileError, match="owner"):
        read_notices(file, column_maps({"owner": "owner_name"})["notices"])


@pytest.mark.parametrize(
    ("shares", "kept"), [("1/2;2分の1", "1/2;2分の1"), ("1/2;1/3", ""), ("1/2", ""), ("x;y", ""), ("", "")]
)
def test_shares_of_owners_are_an_extra_column_and_wrong_ones_are_named(
    file: Path, shares: str, kept: str
) -> None:
    columns = (*ASSET_COLUMNS, "shares")
    row = (*land(owner_ids="O1;O2")[: len(ASSET_COLUMNS)], shares)
    file.write_text(text_of(columns, row), encoding="utf-8")
    (asset,), problems = read_assets(file)
    assert asset.shares == kept
    assert [one.column for one in problems] == (["shares"] if shares and not kept else [])
