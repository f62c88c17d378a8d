"""Whose certificates have which serial numbers (シリアル番号の紐付情報), as the register exports it.

The layout is this project's own: that of the core systems is not published. Columns by their names, in any
order, UTF-8 with or without a byte order mark:

    宛名番号,証明書種別,発行者,シリアル番号,有効期間開始,有効期間終了,失効日時
    0000000123,署名用,"OU=…,O=JPKI,C=JP",0A1B2C,2024-05-01,2029-04-30,

The issuer is written as RFC 4514 has it, the serial number in hexadecimal digits. A date without a time is
the whole day in Japan.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from madoguchi.core.clock import TOKYO
from madoguchi.engines.residents.domain.records import ResidentRecord
from madoguchi.lib.jpki import CertificateIdentity, Purpose

COLUMNS = (
    "宛名番号",
    "証明書種別",
    "発行者",
    "シリアル番号",
    "有効期間開始",
    "有効期間終了",
    "失効日時",
)
LONGEST_ISSUER = 300
LONGEST_SERIAL = 40
"""Hexadecimal digits: RFC 5280 allows 20 bytes."""

_PURPOSES = {"署名用": Purpose.SIGNING, "利用者証明用": Purpose.AUTHENTICATION}
_HEXADECIMAL = re.compile(r"[0-9A-F]+", re.ASCII)
_LAST_MOMENT = time(23, 59, 59)


class CertificateFileError(ValueError):
    """証明書のシリアル番号のファイルとして読めません。UTF-8 の CSV で、1行目に列の名前を書いてください。"""


class Source(StrEnum):
    """Who says whose a certificate is: the register's file, or a clerk who identified an applicant."""

    REGISTER = "register"
    CLERK = "clerk"


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate of a file. `line` counts from 1, the line of the names included."""

    line: int
    resident_number: str
    identity: CertificateIdentity
    purpose: Purpose
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A line that was left out, and why; the message holds nothing of the line."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class CertificateHolder:
    """Who has a certificate, as far as this municipality knows."""

    resident: ResidentRecord = field(repr=False)
    purpose: Purpose
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None
    source: Source

    def holds_at(self, moment: datetime) -> bool:
        """Whether the certificate is in force at an aware moment, as the register knows it."""
        revoked = self.revoked_at is not None and self.revoked_at <= moment
        return self.valid_from <= moment <= self.valid_until and not revoked


def read_certificate_file(lines: Iterable[str]) -> Iterator[CertificateRow | RefusedRow]:
    """The rows of a file, one after the other. Raises CertificateFileError where columns are missing."""
    reader = csv.DictReader(lines, strict=True)
    try:
        names = {(name or "").removeprefix("\ufeff").strip(): name for name in reader.fieldnames or ()}
        missing = [name for name in COLUMNS if name not in names]
        if missing:
            raise CertificateFileError(f"{CertificateFileError.__doc__}足りない列: {'、'.join(missing)}")
        for row in reader:
            given = {name: (row[names[name]] or "").strip() for name in COLUMNS}
            try:
                yield _row(reader.line_num, given)
            except ValueError as error:
                yield RefusedRow(reader.line_num, str(error))
    except csv.Error:
        raise CertificateFileError(f"{CertificateFileError.__doc__}（{reader.line_num}行目あたり）") from None


def read_serial(text: str) -> int:
    """A serial number from hexadecimal digits, with or without `0x`, colons and spaces. Raises ValueError."""
    digits = re.sub(r"[\s:]", "", text).upper().removeprefix("0X")
    if _HEXADECIMAL.fullmatch(digits) is None or len(digits.lstrip("0")) > LONGEST_SERIAL:
        raise ValueError("「シリアル番号」は、16進数で40字までです。")
    return int(digits, 16)


def _row(line: int, given: Mapping[str, str]) -> CertificateRow:
    purpose = _PURPOSES.get(given["証明書種別"])
    if purpose is None:
        raise ValueError("「証明書種別」は、署名用か利用者証明用です。")
    if not given["宛名番号"]:
        raise ValueError("「宛名番号」がありません。")
    if not 0 < len(given["発行者"]) <= LONGEST_ISSUER:
        raise ValueError(f"「発行者」は、1字から{LONGEST_ISSUER}字までです。")
    valid_from = _moment("有効期間開始", given["有効期間開始"], time())
    valid_until = _moment("有効期間終了", given["有効期間終了"], _LAST_MOMENT)
    if valid_until < valid_from:
        raise ValueError("「有効期間終了」が「有効期間開始」より前です。")
    return CertificateRow(
        line=line,
        resident_number=given["宛名番号"],
        identity=CertificateIdentity(given["発行者"], read_serial(given["シリアル番号"])),
        purpose=purpose,
        valid_from=valid_from,
        valid_until=valid_until,
        revoked_at=_moment("失効日時", given["失効日時"], time()) if given["失効日時"] else None,
    )


def _moment(column: str, text: str, of_a_day: time) -> datetime:
    try:
        if len(text) == len("2029-04-30"):
            return datetime.combine(date.fromisoformat(text), of_a_day, TOKYO)
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"「{column}」を日付として読めません。2029-04-30 のように書いてください。") from None
    return read if read.tzinfo else read.replace(tzinfo=TOKYO)
