"""Tables of text files: encoding, quotes, half lines, columns by their names; each bad line by itself."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple, Protocol

from madoguchi.engines.tax_ledger.domain.columns import ColumnMap, Getter, Plain, Source, getter
from madoguchi.engines.tax_ledger.domain.problems import Problem
from madoguchi.lib.text_lines import readable_in

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 2_000
"""Lines by which the encoding is told."""
_MOST_LINES_IN_QUOTES = 20
_LONGEST_CELL = 2_000
_LONGEST_HEADING = 50_000
_HEADING_FROM = (
    "見出しを決まりの名前（docs/reference/ledger-files.md）にするか、列の対応を決めてください"
    "（画面では「列を選んでから取り込む」、コマンドでは --columns）。"
)

REQUIRED = {
    "notices": ("notice_id", "kind", "event", "location", "lot_number", "owner_name"),
    "assets": ("asset_id", "kind", "municipality_code", "town", "lot", "owner_ids"),
    "owners": ("owner_id", "family_name", "address"),
}
"""Columns without which a file says too little to be used at all."""

_ALSO = {
    "closed": ("closed", "closed_on", "merged_into", "閉鎖", "閉鎖日"),
    "shares": ("shares", "owner_shares", "share", "持分"),
    "died": ("died", "died_on", "death_date", "date_of_death", "deceased", "死亡日", "死亡年月日"),
}
"""Columns that a ledger may have besides, by any of these names."""


class FileError(ValueError):
    """A file cannot be used at all; the message says why and what to do, in Japanese."""


class Readable(Protocol):
    """A file of some name that can be opened, wherever it lies."""

    @property
    def name(self) -> str:
        """As problems call it."""

    def open(self, mode: Literal["rb"], /) -> BinaryIO:
        """Its bytes, from the beginning."""


_Row = tuple[int, Sequence[str], Problem | None]


def opened(path: Path | Readable) -> BinaryIO:
    """The bytes of a file. Raises FileError where it cannot be opened."""
    try:
        return path.open("rb")
    except OSError as error:
        raise FileError(f"{path} を開けません（{error.strerror}）。") from None


class Peek(NamedTuple):
    """The beginning of a file: names of its columns, and its first lines that can be read."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Number of the line and its cells."""


def peek(path: Path | Readable, most: int) -> Peek:
    """The heading and the first lines of a file, whatever its columns are called. Raises FileError."""
    with opened(path) as file:
        lines = _decoded(file, path.name)
        columns, delimiter, _ = _heading_of(lines, path.name)
        found = []
        for number, cells, problem in _records(lines, delimiter, len(columns), path.name):
            if problem is None and len(cells) >= len(columns):
                found.append((number, tuple(cells[: len(columns)])))
            if len(found) >= most:
                break
    return Peek(tuple(columns), tuple(found))


def _heading_of(lines: Iterator[_Line], name: str) -> tuple[list[str], str, int]:
    """Names of the columns, what stands between cells, the number of the line. Raises FileError."""
    heading = next((line for line in lines if line[1].strip()), None)
    if heading is None:
        raise FileError(f"{name} は空です。見出しの行から入れてください。")
    if heading[2]:
        raise FileError(f"{name} の見出しの行が読めません。{heading[2]}")
    if len(heading[1]) > _LONGEST_HEADING:
        raise FileError(f"{name} の見出しの行が長すぎます（{len(heading[1]):,}文字）。{_REMEDY_BROKEN}")
    delimiter = "\t" if "\t" in heading[1] and "," not in heading[1] else ","
    cells = [] if "\0" in heading[1] else _cells_or_none(heading[1], delimiter)
    if not cells:
        raise FileError(f"{name} の見出しの行が読めません。{_BROKEN}{_REMEDY_BROKEN}")
    return [unicodedata.normalize("NFKC", cell).strip() for cell in cells], delimiter, heading[0]


class Table:
    """The rows of one file: cells in the order of the fields that were asked for."""

    def __init__(
        self,
        name: str,
        part: str,
        fields: Sequence[str],
        besides: Sequence[str],
        file: BinaryIO,
        columns: ColumnMap | None,
        problems: list[Problem],
    ) -> None:
        self.name = name
        self.part = part
        self._lines = _decoded(file, name)
        self._heading, self._delimiter, line = _heading_of(self._lines, name)
        self._getters = self._wanted(fields, besides, dict(columns or {}), problems, line)

    def _wanted(
        self,
        fields: Sequence[str],
        besides: Sequence[str],
        columns: dict[str, Source],
        problems: list[Problem],
        line: int,
    ) -> list[Getter]:
        positions = {name: index for index, name in reversed(list(enumerate(self._heading)))}
        unknown = [field for field in columns if field not in (*fields, *besides)]
        if unknown:
            raise FileError(f"列の対応に、知らない項目があります（{'、'.join(unknown)}）。")
        getters: list[Getter] = []
        missing = []
        for field in (*fields, *besides):
            names = _ALSO.get(field, (field,))
            source = columns.get(field) or Source(
                (next((name for name in names if name in positions), field),)
            )
            absent = [column for column in source.columns if column not in positions]
            if not absent:
                getters.append(getter(source, positions))
                continue
            if field in columns:
                raise FileError(f"{self.name} に、列の対応にある列「{absent[0]}」がありません。")
            getters.append(_empty)
            if field not in besides:
                missing.append(field)
        needed = [field for field in missing if field in REQUIRED[self.part]]
        if needed:
            raise FileError(
                f"{self.name} に、なくてはならない列がありません（{'、'.join(needed)}）。{_HEADING_FROM}"
            )
        # Whoever made a map has said which columns there are.
        unsaid = () if columns else missing
        problems += [
            Problem(self.name, line, field, "この列がありません。空として読みました。", _HEADING_FROM)
            for field in unsaid
        ]
        return getters

    def rows(self) -> Iterator[_Row]:
        """Number of the line, fields, or a problem in their place."""
        count = len(self._heading)
        getters = self._getters
        pick = self._at_once()
        for line, cells, problem in _records(self._lines, self._delimiter, count, self.name):
            if problem is not None:
                yield line, [], problem._replace(notice_id=self._id_of(cells))
                continue
            if len(cells) != count:
                extra = [cell for cell in cells[count:] if cell.strip()]
                if len(cells) < count or extra:
                    yield line, [], self._wrong_count(line, cells)
                    continue
            if pick is None:
                yield line, [get(cells) for get in getters], None
            else:
                del cells[count:]
                cells.append("")
                yield line, pick(cells), None

    def _at_once(self) -> Callable[[list[str]], Sequence[str]] | None:
        """What takes all fields at once where each is a column as it stands, or empty (behind the last)."""
        places: list[int] = []
        for get in self._getters:
            if get is _empty:
                places.append(len(self._heading))
            elif isinstance(get, Plain):
                places.append(get.place)
            else:
                return None
        return itemgetter(*places)

    def _wrong_count(self, line: int, cells: list[str]) -> Problem:
        count = len(self._heading)
        last = self._heading[min(len(cells), count) - 1] if cells else ""
        said = f"列が{count}個のはずが{len(cells)}個です。"
        if len(cells) < count:
            remedy = f"「{last}」の後で行が切れていないか、元の表を見て、行を入れ直してください。"
        else:
            remedy = '値にカンマがふくまれるときは、値を「"」で囲んでください。'
        return Problem(self.name, line, last, said, remedy, self._id_of(cells))

    def _id_of(self, cells: list[str]) -> str:
        """The id of a line that is only half there, where it can be read."""
        if self.part != "notices" or len(cells) < 2:
            return ""
        try:
            return self._getters[0](cells).strip()
        except IndexError:
            return ""


def _empty(_: list[str]) -> str:
    return ""


_Line = tuple[int, str, str]
"""Number, text, what is wrong with it (in Japanese)."""


def _decoded(file: BinaryIO, name: str) -> Iterator[_Line]:
    first = list(islice(file, _LOOKED_AT))
    if first and first[0].startswith(_WIDE_MARKS):
        raise FileError(f"{name} はUTF-16です。UTF-8かShift_JISで保存し直してください。")
    if first and first[0].startswith(_BYTE_ORDER_MARK):
        first[0] = first[0].removeprefix(_BYTE_ORDER_MARK)
    encoding = _encoding(first, name)
    said = "Shift_JIS" if encoding == "cp932" else "UTF-8"
    for number, raw in enumerate(chain(first, file), start=1):
        try:
            yield number, raw.decode(encoding), ""
        except UnicodeDecodeError as error:
            # What can be read before the bad place may name the notice.
            before = raw[: error.start].decode(encoding, "ignore")
            yield number, before, f"{said}の文字として読めません（{error.start + 1}バイト目）。"


def _encoding(lines: Sequence[bytes], name: str) -> str:
    readable = {one: readable_in(lines, one) for one in ("utf-8", "cp932", "euc_jp")}
    # 半角カナ in a row is what EUC-JP looks like when it is taken for Shift_JIS.
    if readable["euc_jp"] == len(lines) > readable["utf-8"]:
        text = b"".join(lines).decode("cp932", "replace")
        odd = sum("\uff61" <= character <= "\uff9f" or character == "\ufffd" for character in text)
        if odd * 3 > sum(not character.isascii() for character in text):
            raise FileError(f"{name} はEUC-JPのようです。UTF-8かShift_JISで保存し直してください。")
    return "cp932" if readable["cp932"] > readable["utf-8"] else "utf-8"


_REMEDY_ENCODING = "その行の文字を直すか、ファイル全体を1つの文字コードで保存し直してください。"
_BROKEN = "改行のしかたがほかと違う（CRだけの）ところか、長すぎる欄があります。"
_REMEDY_BROKEN = "元の表を見て、改行をLFかCRLFにして保存し直してください。"
_REMEDY_QUOTE = '「"」の数が合いません。値の中の「"」は「""」と書いてください。'


def _records(
    lines: Iterator[_Line], delimiter: str, count: int, name: str
) -> Iterator[tuple[int, list[str], Problem | None]]:
    """Cells of each record; a quote that is never closed costs its own line, not the rest of the file."""
    waiting: list[_Line] = []
    while True:
        line = waiting.pop(0) if waiting else next(lines, None)
        if line is None:
            return
        number, text, wrong = line
        if wrong:
            yield number, text.split(delimiter), Problem(name, number, "", wrong, _REMEDY_ENCODING)
        elif "\0" in text:
            cells = text.split(delimiter)
            yield (
                number,
                cells,
                Problem(name, number, "", "使えない文字（NUL）があります。", _REMEDY_ENCODING),
            )
        elif '"' not in text:
            text = text.rstrip("\r\n")
            if text.strip(" \t\u3000,"):
                yield number, text.split(delimiter), None
        elif text.count('"') % 2 == 0:
            yield _quoted(number, text, delimiter, name)
        else:
            more = _rest_of_record(line, waiting, lines, delimiter, count)
            if more is None:
                cells = text.split(delimiter)
                yield number, cells, Problem(name, number, "", '「"」が閉じられていません。', _REMEDY_QUOTE)
            else:
                yield _quoted(number, text + more, delimiter, name)


def _quoted(number: int, text: str, delimiter: str, name: str) -> tuple[int, list[str], Problem | None]:
    """A record with quotes; what the reader of CSV gives up on costs this record, not the file."""
    cells = _cells_or_none(text, delimiter)
    if cells is None:
        return number, text.split(delimiter), Problem(name, number, "", _BROKEN, _REMEDY_BROKEN)
    return number, cells, None


def _rest_of_record(
    begun: _Line, waiting: list[_Line], lines: Iterator[_Line], delimiter: str, count: int
) -> str | None:
    """The lines in which a quoted cell goes on; None where it does not end, and all of them wait again."""
    taken: list[_Line] = []
    text = begun[1]
    while len(taken) < _MOST_LINES_IN_QUOTES:
        line = waiting.pop(0) if waiting else next(lines, None)
        if line is None:
            break
        taken.append(line)
        whole = (
            line[1].count('"') % 2 == 0
            and count > 1
            and len(_cells_or_none(line[1], delimiter) or ()) == count
        )
        if line[2] or whole:
            break
        text += line[1]
        if text.count('"') % 2 == 0:
            cells = _cells_or_none(text, delimiter) or []
            if len(cells) >= count and max(map(len, cells), default=0) <= _LONGEST_CELL:
                return text[len(begun[1]) :]
            break
    waiting[:0] = taken
    return None


def _cells_or_none(text: str, delimiter: str) -> list[str] | None:
    """The cells; None for what `csv` refuses: a lone CR outside of quotes, a cell above its limit."""
    try:
        return _cells(text, delimiter)
    except csv.Error:
        return None


def _cells(text: str, delimiter: str) -> list[str]:
    return (
        next(csv.reader([text.rstrip("\r\n")], delimiter=delimiter), [])
        if "\n" not in text.rstrip("\r\n")
        else (next(csv.reader(text.rstrip("\r\n").splitlines(keepends=True), delimiter=delimiter), []))
    )
