"""Reading and checking a parcel, as strictly as a core system would."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from madoguchi.engines.handover.domain.register_rows import COLUMNS, KEY_COLUMN, KIND_COLUMN, PROTECTED_COLUMN
from madoguchi.journeys.tax_ledger.api import HANDOVER_COLUMNS
from madoguchi.lib.cells import unprotect

BOM = b"\xef\xbb\xbf"
MOST_BYTES = 5_000_000
_NAME = re.compile(r"(?P<kind>[a-z0-9_]+\.[a-z0-9_]+)_(?P<key>[0-9a-f-]{36})\.csv", re.ASCII)
_DAYS = "年月日"
_HEADERS = (
    [*COLUMNS, PROTECTED_COLUMN],
    [KEY_COLUMN, KIND_COLUMN, *HANDOVER_COLUMNS, PROTECTED_COLUMN],
)
"""Rows of the resident register, and changes of the property tax ledger."""
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_FORBIDDEN = ("個人番号", "マイナンバー")


class ParcelRefusedError(ValueError):
    """受け取ったファイルに誤りがあります。"""


@dataclass(frozen=True, slots=True)
class ReadParcel:
    """A checked parcel: the rows as they were before cells were protected."""

    key: UUID
    kind: str
    municipality_code: str
    rows: tuple[dict[str, str], ...]
    digest: str


def key_in_name(file: Path) -> UUID | None:
    """The key in a file's name, or None for a file that is not ours."""
    match = _NAME.fullmatch(file.name)
    try:
        return UUID(match["key"]) if match else None
    except ValueError:
        return None


def read_parcel(file: Path, municipality_code: str) -> ReadParcel:
    """Read and check a file. Raises ParcelRefusedError: what is wrong, in which line, without the value."""
    match, key = _NAME.fullmatch(file.name), key_in_name(file)
    if match is None or key is None:
        raise ParcelRefusedError("ファイルの名前が「種別_引渡番号.csv」の形ではありません。")
    content = file.read_bytes()
    if len(content) > MOST_BYTES:
        raise ParcelRefusedError("ファイルが大きすぎます。")
    rows = _rows(content)
    for number, row in enumerate(rows, start=2):
        _check(row, number, key, match["kind"], municipality_code)
    return ReadParcel(key, match["kind"], municipality_code, tuple(rows), _digest(rows))


def read_batch(
    file: Path, municipality_code: str
) -> tuple[list[ReadParcel], list[tuple[UUID, ParcelRefusedError]]]:
    """Read a bulk file: the parcels that are right, and the keys of the others with what is wrong.

    Raises ParcelRefusedError where the file itself cannot be read.
    """
    together: dict[UUID, list[dict[str, str]]] = {}
    for number, row in enumerate(_rows(file.read_bytes()), start=2):
        try:
            together.setdefault(UUID(row[KEY_COLUMN]), []).append(row)
        except ValueError:
            raise ParcelRefusedError(f"{number}行目: 引渡番号がありません。") from None
    read, refused = [], []
    for key, rows in together.items():
        kind = rows[0][KIND_COLUMN]
        try:
            for number, row in enumerate(rows, start=1):
                _check(row, number, key, kind, municipality_code)
        except ParcelRefusedError as error:
            refused.append((key, error))
        else:
            read.append(ReadParcel(key, kind, municipality_code, tuple(rows), _digest(rows)))
    return read, refused


def _rows(content: bytes) -> list[dict[str, str]]:
    if not content.startswith(BOM):
        raise ParcelRefusedError("文字コードの印（UTF-8 BOM）がありません。")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ParcelRefusedError("文字コードがUTF-8ではありません。") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    header = list(reader.fieldnames or [])
    for column in header:
        if any(word in column for word in _FORBIDDEN):
            raise ParcelRefusedError("個人番号の列は受け取りません。")
    if header not in _HEADERS:
        missing = [column for column in COLUMNS if column not in header]
        raise ParcelRefusedError(
            f"列が違います（足りない列: {'、'.join(missing) or 'なし、順番を確かめてください'}）。"
        )
    rows = []
    try:
        for number, written in enumerate(reader, start=2):
            if None in written or None in written.values():
                raise ParcelRefusedError(f"{number}行目: 列の数が違います。")
            rows.append(unprotect(written, PROTECTED_COLUMN))
    except csv.Error:
        raise ParcelRefusedError("CSVとして読めません。途中で切れていないか確かめてください。") from None
    except ValueError as error:
        if isinstance(error, ParcelRefusedError):
            raise
        raise ParcelRefusedError("「引用符を付けた列」の内容が合っていません。") from None
    if not rows:
        raise ParcelRefusedError("データの行がありません。")
    return rows


def _check(row: dict[str, str], number: int, key: UUID, kind: str, municipality_code: str) -> None:
    if row[KEY_COLUMN] != str(key) or row[KIND_COLUMN] != kind:
        raise ParcelRefusedError(f"{number}行目: 引渡番号か引渡種別がファイルの名前と違います。")
    if row["市区町村コード"] != municipality_code:
        raise ParcelRefusedError(f"{number}行目: ほかの市区町村のデータです。")
    if kind.startswith("resident_register.") and not row["氏名"].strip():
        raise ParcelRefusedError(f"{number}行目: 氏名がありません。")
    for column in row:
        if not column.endswith(_DAYS):
            continue
        if row[column] and not _is_date(row[column], unknown=row.get(f"{column}_不詳フラグ") == "1"):
            raise ParcelRefusedError(f"{number}行目: 「{column}」が日付ではありません。")


def _is_date(text: str, *, unknown: bool) -> bool:
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    year, month, day = (int(part) for part in match.groups())
    if unknown and day == 0 and 0 <= month <= 12:
        return True
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _digest(rows: list[dict[str, str]]) -> str:
    text = "\x1e".join("\x1f".join(row.values()) for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()
