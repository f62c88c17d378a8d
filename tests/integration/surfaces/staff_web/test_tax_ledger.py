"""The tax ledger through its pages."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader
from tests.integration.journeys.tax_ledger.samples import (
    ASSETS,
    HERE,
    NEIGHBOUR,
    OWNERS,
    asset,
    changes,
    load_ledger,
    notice,
    owner,
    owners_of,
    stored,
    table,
    tell,
    transfer,
    uuid_of,
)
from tests.integration.surfaces.staff_web.conftest import SignedIn

from madoguchi.core import tenancy
from madoguchi.core.audit.api import entries
from madoguchi.engines.tax_ledger.api import NoticeState
from madoguchi.engines.tax_ledger.domain.assets import ASSET_COLUMNS, OWNER_COLUMNS
from madoguchi.engines.tax_ledger.domain.notices import NOTICE_COLUMNS
from madoguchi.journeys.tax_ledger.tasks import match_notices

ROOT = f"/{HERE}/tax-ledger/"
ELSEWHERE = {"location": "会津若松市一箕町", "lot_number": "9番"}


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def desk(signed_in: SignedIn) -> Client:
    return signed_in("property_tax_officer", desks=("property_tax",))


def upload(client: Client, kind: str, content: bytes, name: str = "file.csv") -> Any:
    return client.post(
        f"{ROOT}files/take/", {"kind": kind, "file": SimpleUploadedFile(name, content)}, follow=True
    )


def test_the_files_are_uploaded_in_their_order_and_the_sure_notice_enters_itself(desk: Client) -> None:
    assert "この順に取り込んで" in text_of(desk.get(ROOT))
    upload(desk, "owners", table(OWNER_COLUMNS, OWNERS))
    upload(desk, "assets", table(ASSET_COLUMNS, ASSETS, municipality_code=HERE))
    shown = text_of(
        upload(desk, "notices", table(NOTICE_COLUMNS, [transfer("N1"), transfer("N2", **ELSEWHERE)]))
    )
    assert "取り込みの結果" in shown
    match_notices(HERE)
    page = text_of(desk.get(ROOT))
    assert "通知が、職員の確認を待っています" in page
    assert owners_of("T001") == [("若松 太郎", "")]
    again = upload(desk, "notices", table(NOTICE_COLUMNS, [transfer("N1"), transfer("N2", **ELSEWHERE)]))
    assert "二重には取り込みません" in text_of(again)
    assert len(changes()) == 1


def test_a_file_that_is_none_says_what_is_wrong_and_bad_lines_are_named(desk: Client) -> None:
    refused = desk.post(f"{ROOT}files/take/", {"kind": "notices"})
    assert (refused.status_code, "ファイルを選んで" in text_of(refused)) == (422, True)
    empty = upload(desk, "notices", b"\xff\xfe\x00\x01")
    assert empty.status_code == 422
    content = table(NOTICE_COLUMNS, [transfer("N1")]) + b"half,a,line\r\n"
    assert "3行目" in text_of(upload(desk, "notices", content))


def test_a_notice_that_waits_is_decided_on_its_page_and_the_next_one_follows(desk: Client) -> None:
    load_ledger()
    tell(transfer("N1", **ELSEWHERE), transfer("N2", **ELSEWHERE))
    listed = text_of(desk.get(f"{ROOT}notices/"))
    assert "会津若松市一箕町9番" in listed
    place = f"{ROOT}notices/{uuid_of('N1')}/"
    page = text_of(desk.get(place))
    assert "確かめる理由" in page
    assert "新しい宛名をつくる" in page
    nothing = desk.post(f"{place}decide/", {"asset": "other", "asset-number": "", "owner-1": "new"})
    assert (nothing.status_code, "どの資産のことか" in text_of(nothing)) == (422, True)
    unknown = desk.post(f"{place}decide/", {"asset": "other", "asset-number": "T999", "owner-1": "new"})
    assert "T999" in text_of(unknown)
    done = desk.post(
        f"{place}decide/", {"asset": "other", "asset-number": "T001", "owner-1": "new", "then": "next"}
    )
    assert str(uuid_of("N2")) in done.headers["Location"]
    assert stored("N1").state is NoticeState.ENTERED
    late = desk.post(f"{place}decide/", {"asset": "T001", "owner-1": "new"})
    assert (late.status_code, "もう処理しました" in text_of(late)) == (409, True)
    other = f"{ROOT}notices/{uuid_of('N2')}/dismiss/"
    assert desk.post(other, {"reason": ""}).status_code == 422
    desk.post(other, {"reason": "ほかの市町村の通知"})
    assert stored("N2").state is NoticeState.DISMISSED


def test_a_nul_is_refused_wherever_it_stands(desk: Client) -> None:
    load_ledger()
    tell(transfer("N1", **ELSEWHERE))
    place = f"{ROOT}notices/{uuid_of('N1')}/decide/"
    assert desk.get(f"{ROOT}public/?town=a%00b").status_code == 400
    for given in ({"asset": "T\0"}, {"asset": "new", "town": "\0"}, {"asset": "T001", "share-\0": "1/2"}):
        assert desk.post(place, {"owner-1": "new"} | given).status_code == 400
    assert stored("N1").state is NoticeState.WAITING


def test_shares_that_a_person_writes_are_entered(desk: Client) -> None:
    load_ledger()
    tell(
        transfer("N1", location="会津若松市門田町大字飯寺字村東", lot_number="12番地3", share="2分の1",
                 previous_owner_name="磐梯花子")
    )  # fmt: skip
    place = f"{ROOT}notices/{uuid_of('N1')}/decide/"
    wanted = {
        "asset": "T003",
        "owner-1": "new",
        "share-10003": "2分の1",
        "share-owner-1": "1/3",
    }
    refused = desk.post(place, wanted)
    assert (refused.status_code, "1になるように" in text_of(refused)) == (422, True)
    desk.post(place, wanted | {"share-owner-1": "１／２"})
    assert owners_of("T003") == [("猪苗代 実", "1/2"), ("若松 太郎", "1/2")]


def test_the_history_of_an_asset_leads_to_the_change_and_its_notice_and_back(desk: Client) -> None:
    load_ledger()
    tell(notice("N1", "地目変更", land_category="雑種地"))
    page = text_of(desk.get(f"{ROOT}assets/{asset('T001').uuid}/"))
    assert "地目 宅地 → 雑種地" in page
    assert "評価を見てください" in page
    (change,) = changes()
    shown = text_of(desk.get(f"{ROOT}changes/{change.uuid}/"))
    assert "５８２番地１" in shown
    assert desk.post(f"{ROOT}changes/{change.uuid}/take-back/", {"reason": ""}).status_code == 422
    desk.post(f"{ROOT}changes/{change.uuid}/take-back/", {"reason": "別の土地"})
    assert asset("T001").land_category == "宅地"
    twice = desk.post(f"{ROOT}changes/{change.uuid}/take-back/", {"reason": "別の土地"})
    assert twice.status_code == 409
    assert "訂正ずみ" in text_of(desk.get(f"{ROOT}assets/{asset('T001').uuid}/"))


def test_the_list_of_changes_is_filtered_and_comes_as_csv_and_pdf(desk: Client) -> None:
    load_ledger()
    tell(
        transfer("N1"),
        notice("N2", "地目変更", lot_number="583", land_category="雑種地", owner_name="磐梯花子"),
    )
    assert '<b class="figures">2件</b>' in text_of(desk.get(f"{ROOT}changes/"))
    for far in ("since=0001-01-01", "until=9999-12-31"):
        assert '<b class="figures">2件</b>' in text_of(desk.get(f"{ROOT}changes/?{far}"))
    only = text_of(desk.get(f"{ROOT}changes/?event=地目変更&since=2020-01-01"))
    assert "1件" in only
    told = desk.get(f"{ROOT}changes.csv?event=地目変更").content.decode("utf-8-sig")
    assert ("雑種地" in told, "若松" in told) == (True, False)
    assert desk.get(f"{ROOT}changes.pdf").content[:5] == b"%PDF-"
    assert desk.get(f"{ROOT}changes/?event=nonsense&since=31.2.&before=x").status_code == 200


def test_the_public_ledger_names_no_owner(desk: Client) -> None:
    load_ledger()
    page = text_of(desk.get(f"{ROOT}public/?kind=土地"))
    assert "330.50" in page
    assert "会津 十三蔵" not in page
    file = b"".join(desk.get(f"{ROOT}public.csv?kind=家屋").streaming_content).decode("utf-8-sig")
    assert file.splitlines()[0] == "所在,家屋番号,用途（種類）,構造,床面積（㎡）"
    assert "会津" not in file
    assert desk.get(f"{ROOT}public.csv?kind=船").status_code == 404
    paper = PdfReader(io.BytesIO(desk.get(f"{ROOT}public.pdf?kind=土地").content))
    read = paper.pages[0].extract_text().replace("\u200b", "")
    assert "330.50" in read
    assert "会津若松市" in read
    assert "十三蔵" not in read
    assert desk.get(f"{ROOT}public.pdf?kind=船").status_code == 404


def test_a_municipality_that_makes_no_public_ledger_has_none(desk: Client, monkeypatch: Any) -> None:
    from madoguchi.surfaces.staff_web.tax_ledger.views import public

    monkeypatch.setattr(public, "public_kinds", lambda pack: ())
    assert "公開用台帳はつくりません" in text_of(desk.get(f"{ROOT}public/"))


def test_assets_and_owners_are_found_and_looking_is_audited(desk: Client) -> None:
    load_ledger()
    found = text_of(desk.post(f"{ROOT}find/", {"text": "アイヅ"}, follow=True))
    assert "会津 十三蔵" in found
    page = text_of(desk.post(f"{ROOT}find/", {"text": "門田町飯寺"}, follow=True))
    assert page.index("582番地1") < page.index("583番地")
    shown = text_of(desk.get(f"{ROOT}owners/{owner('10001').uuid}/"))
    assert "もっている資産" in shown
    subject = f"owner:{owner('10001').uuid}"
    with tenancy.municipality(HERE):
        assert [one.action for one in entries(subject=subject)] == ["read.tax_ledger.owner"]


def test_only_the_desk_of_the_property_tax_sees_the_ledger(signed_in: SignedIn, desk: Client) -> None:
    load_ledger()
    tell(transfer("N1"))
    pages = ["", "notices/", "changes/", "changes.csv", "find/", "public/", "public.csv?kind=土地",
             "files/", "to-value/",
             f"notices/{uuid_of('N1')}/", f"assets/{asset('T001').uuid}/"]  # fmt: skip
    others = [
        signed_in("desk_officer", desks=("property_tax",)),
        signed_in("manager", desks=("care_insurance",)),
        signed_in("property_tax_officer", desks=("tax",)),
        signed_in("administrator"),
    ]
    for page in pages:
        assert desk.get(ROOT + page).status_code == 200, page
        for other in others:
            assert other.get(ROOT + page).status_code == 403, page
    head = signed_in("manager", desks=("property_tax",))
    assert head.get(ROOT).status_code == 200
    assert head.post(f"{ROOT}notices/{uuid_of('N1')}/dismiss/", {"reason": "x"}).status_code == 403
    neighbour = signed_in("property_tax_officer", desks=("property_tax",), code=NEIGHBOUR)
    assert neighbour.get(f"/{NEIGHBOUR}/tax-ledger/notices/{uuid_of('N1')}/").status_code == 404


def test_the_navigation_shows_how_many_notices_wait(desk: Client) -> None:
    load_ledger()
    tell(transfer("N1", **ELSEWHERE))
    assert "登記の通知" in text_of(desk.get(f"/{HERE}/"))


def test_what_a_notice_writes_is_never_markup(desk: Client) -> None:
    load_ledger()
    tell(transfer("<script>x</script>", owner_name="<b>太郎</b>", **ELSEWHERE))
    page = text_of(desk.get(f"{ROOT}notices/{uuid_of('<script>x</script>')}/"))
    assert "<b>太郎</b>" not in page
    assert "<script>x</script>" not in page


def test_a_notice_that_cannot_be_read_says_so_and_is_only_put_away(desk: Client) -> None:
    load_ledger()
    tell(transfer("N1", cause_date="令和6年13月1日"))
    page = text_of(desk.get(f"{ROOT}notices/{uuid_of('N1')}/"))
    assert "このままでは入れられません" in page
    assert "台帳に入れる<kbd>" not in page
    assert "台帳に入れない" in page


def test_joint_owners_without_shares_get_those_that_a_person_writes(desk: Client) -> None:
    load_ledger()
    tell(transfer("N1", owner_name="若松太郎、若松花子"))
    place = f"{ROOT}notices/{uuid_of('N1')}/"
    assert "台帳に入れる<kbd>" in text_of(desk.get(place))
    given = {"asset": "T001", "owner-1": "new", "owner-2": "new"}
    assert desk.post(f"{place}decide/", given).status_code == 422
    desk.post(f"{place}decide/", given | {"share-owner-1": "3/4", "share-owner-2": "1/4"})
    assert owners_of("T001") == [("若松 太郎", "3/4"), ("若松 花子", "1/4")]


def test_the_hand_over_of_a_change_is_opened_from_it(desk: Client) -> None:
    load_ledger()
    tell(transfer("N1"))
    (change,) = changes()
    assert f"/handover/{change.handover}/" in text_of(desk.get(f"{ROOT}changes/{change.uuid}/"))
    record = desk.get(f"/{HERE}/handover/{change.handover}/")
    assert (record.status_code, "課税台帳の異動" in text_of(record)) == (200, True)
    assert "課税台帳の異動" in text_of(desk.get(f"/{HERE}/handover/"))


def test_the_case_of_a_file_leads_to_it_and_back(desk: Client) -> None:
    load_ledger()
    file = tell(transfer("N1", **ELSEWHERE))
    page = text_of(desk.get(f"{ROOT}files/{file.uuid}/"))
    with tenancy.municipality(HERE):
        file.refresh_from_db()
    assert f"/cases/{file.subject.removeprefix('case:')}/" in page
    case = text_of(desk.get(f"/{HERE}/cases/{file.subject.removeprefix('case:')}/"))
    assert "登記済通知書 1件" in case
    assert f"/tax-ledger/files/{file.uuid}/" in case
