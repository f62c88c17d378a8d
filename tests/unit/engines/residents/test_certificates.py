"""The file that says whose certificates have which serial numbers."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.clock import TOKYO
from madoguchi.engines.residents.domain.certificates import (
    CertificateFileError,
    CertificateRow,
    RefusedRow,
    read_certificate_file,
    read_serial,
)
from madoguchi.lib.jpki import CertificateIdentity, Purpose

HEAD = "宛名番号,証明書種別,発行者,シリアル番号,有効期間開始,有効期間終了,失効日時"
GOOD = '0000000001,署名用,"OU=署名,O=JPKI,C=JP",0A:1b 2C,2024-05-01,2029-04-30,'


def rows(*lines: str, head: str = HEAD) -> list[CertificateRow | RefusedRow]:
    return list(read_certificate_file([head + "\n", *(line + "\n" for line in lines)]))


def test_a_line_says_whose_certificate_it_is() -> None:
    assert rows(GOOD) == [
        CertificateRow(
            line=2,
            resident_number="0000000001",
            identity=CertificateIdentity("OU=署名,O=JPKI,C=JP", 0xA1B2C),
            purpose=Purpose.SIGNING,
            valid_from=datetime(2024, 5, 1, tzinfo=TOKYO),
            valid_until=datetime(2029, 4, 30, 23, 59, 59, tzinfo=TOKYO),
            revoked_at=None,
        )
    ]


def test_columns_are_found_by_name_also_behind_a_byte_order_mark() -> None:
    head = "\ufeffシリアル番号,備考,宛名番号,証明書種別,発行者,有効期間開始,有効期間終了,失効日時"
    (row,) = rows("FF,x,0000000002,利用者証明用,C=JP,2024-05-01,2029-04-30,2025-01-02T03:04:05", head=head)
    assert isinstance(row, CertificateRow)
    assert (row.identity.serial, row.purpose) == (255, Purpose.AUTHENTICATION)
    assert row.revoked_at == datetime(2025, 1, 2, 3, 4, 5, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        pytest.param(GOOD.replace("署名用", "印鑑"), "証明書種別", id="another kind"),
        pytest.param(GOOD.replace("0000000001", " "), "宛名番号", id="nobody"),
        pytest.param(GOOD.replace("0A:1b 2C", "12G4"), "シリアル番号", id="no hexadecimal digits"),
        pytest.param(GOOD.replace("0A:1b 2C", "F" * 41), "シリアル番号", id="too long a serial"),
        pytest.param(GOOD.replace("2024-05-01", "令和6年"), "有効期間開始", id="no date"),
        pytest.param(GOOD.replace("2029-04-30", "2023-04-30"), "有効期間終了", id="ends before it begins"),
        pytest.param("0000000001,署名用", "発行者", id="half a line"),
    ],
)
def test_a_line_that_is_wrong_is_left_out_with_its_number_and_column(line: str, named: str) -> None:
    refused, good = rows(line, GOOD)
    assert isinstance(refused, RefusedRow)
    assert isinstance(good, CertificateRow)
    assert refused.line == 2
    assert named in refused.message
    assert "0000000001" not in refused.message


def test_missing_columns_are_named() -> None:
    with pytest.raises(CertificateFileError, match="失効日時"):
        rows(GOOD, head=HEAD.removesuffix(",失効日時"))


def test_an_empty_file_is_none() -> None:
    with pytest.raises(CertificateFileError):
        list(read_certificate_file([]))


def test_a_quotation_that_never_ends_is_told() -> None:
    with pytest.raises(CertificateFileError):
        rows('"' + GOOD.replace('"', ""))


@given(st.integers(min_value=0, max_value=2**159))
def test_a_serial_number_is_read_as_it_is_shown(serial: int) -> None:
    assert read_serial(CertificateIdentity("", serial).serial_text) == serial
