"""Files of another layout: their columns are chosen once, tried, remembered, and forgotten again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.integration.journeys.tax_ledger.samples import HERE, load_ledger, owners_of, stored, transfer
from tests.integration.surfaces.staff_web.conftest import SignedIn

from madoguchi.core import tenancy
from madoguchi.engines.tax_ledger.api import ColumnLayout, HeldFile, NoticeState
from madoguchi.journeys.tax_ledger.tasks import match_notices

ROOT = f"/{HERE}/tax-ledger/"
HEADING = (
    "受付番号,土地家屋区分,登記の目的,物件所在,地番,権利者姓,権利者名,権利者住所,義務者氏名,義務者住所,備考"
)


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def desk(signed_in: SignedIn) -> Client:
    return signed_in("property_tax_officer", desks=("property_tax",))


def line(number: str) -> str:
    row = transfer(number)
    names = row["owner_name"].replace("　", " ").split(" ")
    family, given = names if len(names) == 2 else (row["owner_name"], "")
    return ",".join(
        (number, "1", "所有権移転", row["location"], row["lot_number"], family, given, row["owner_address"],
         row["previous_owner_name"], row["previous_owner_address"], "なし")
    )  # fmt: skip


def send(client: Client, *lines: str, **more: str) -> Any:
    content = "\r\n".join((HEADING, *lines)).encode("cp932")
    file = SimpleUploadedFile("法務局.csv", content)
    return client.post(f"{ROOT}files/take/", {"kind": "notices", "file": file, **more})


CHOSEN = {
    "f-notice_id": "受付番号", "f-kind": "土地家屋区分", "f-event": "登記の目的", "f-location": "物件所在",
    "f-lot_number": "地番", "f-owner_name": "権利者姓", "j-owner_name": "権利者名",
    "f-owner_address": "権利者住所", "f-previous_owner_name": "義務者氏名",
    "f-previous_owner_address": "義務者住所", "t-kind-0": "1", "w-kind-0": "土地",
}  # fmt: skip


def remembered() -> int:
    with tenancy.municipality(HERE):
        return ColumnLayout.objects.count()


def test_columns_are_chosen_once_and_the_next_file_is_read_by_them(desk: Client) -> None:
    load_ledger()
    place = send(desk, line("N1"), "half,a,line").headers["Location"]
    assert "/files/columns/" in place
    page = text_of(desk.get(place))
    assert "2行目" in page
    assert "「1」は" in page
    assert "<option selected>受付番号</option>" in page
    tried = text_of(desk.post(place, CHOSEN | {"do": "check"}))
    assert "こう読みました" in tried
    assert "3行目" in tried
    assert remembered() == 0
    done = text_of(desk.post(place, CHOSEN | {"do": "take"}, follow=True))
    assert "取り込みの結果" in done
    match_notices(HERE)
    assert stored("N1").state is NoticeState.ENTERED
    assert owners_of("T001") == [("若松 太郎", "")]
    with tenancy.municipality(HERE):
        assert HeldFile.objects.count() == 0
        assert ColumnLayout.objects.get().fields["kind"] == {
            "columns": ["土地家屋区分"],
            "values": {"1": "土地"},
        }
    again = send(desk, line("N2"))
    assert "/columns/" not in again.headers["Location"]
    assert stored("N2").content["kind"] == "土地"
    assert "覚えている列の対応" in text_of(desk.get(ROOT))
    desk.post(f"{ROOT}files/columns/forget/", {"kind": "notices"})
    assert "/columns/" in send(desk, line("N3")).headers["Location"]


def test_what_has_to_be_chosen_is_said_and_nothing_is_taken(desk: Client) -> None:
    place = send(desk, line("N1")).headers["Location"]
    refused = desk.post(place, {"f-notice_id": "受付番号", "f-owner_name": "ない列", "do": "take"})
    assert refused.status_code == 422
    assert "所有者の氏名" in text_of(refused)
    assert 'aria-invalid="true"' in text_of(refused)
    assert remembered() == 0


def test_problems_name_the_column_as_the_file_calls_it(desk: Client) -> None:
    place = send(desk, line("N1").replace("所有権移転", "抵当権設定")).headers["Location"]
    tried = text_of(desk.post(place, CHOSEN | {"do": "check"}))
    assert "登記の目的</td>" in tried


def test_a_held_file_is_seen_by_whoever_sent_it_and_can_be_thrown_away(
    desk: Client, signed_in: SignedIn
) -> None:
    place = send(desk, line("N1")).headers["Location"]
    other = signed_in("property_tax_officer", desks=("property_tax",))
    assert other.get(place).status_code == 404
    desk.post(f"{place}drop/")
    assert desk.get(place).status_code == 404


def test_a_file_of_our_layout_can_be_shown_before_it_is_taken(desk: Client) -> None:
    assert "/columns/" in send(desk, line("N1"), choose="1").headers["Location"]


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n%abc\n", b"<html>\n<body>", b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04\0\0"]
)
def test_what_is_no_table_is_refused_and_nobody_is_asked_for_its_columns(
    desk: Client, content: bytes
) -> None:
    file = SimpleUploadedFile("何か.csv", content)
    refused = desk.post(f"{ROOT}files/take/", {"kind": "notices", "file": file})
    assert (refused.status_code, "取り込めませんでした" in text_of(refused)) == (422, True)
    assert remembered() == 0
