"""Notices become entries, once, and can be taken back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.integration.journeys.tax_ledger.samples import (
    ASSETS,
    HERE,
    NEIGHBOUR,
    TOWN,
    asset,
    at_desk,
    changes,
    load_ledger,
    notice,
    owner,
    owners_of,
    stored,
    table,
    take,
    tell,
    transfer,
    uuid_of,
)

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.engines.handover.api import HandoverRecord
from madoguchi.engines.tax_ledger.api import (
    AlreadySettledError,
    AssetState,
    CannotTakeBackError,
    Change,
    FileKind,
    NotEnterableError,
    Notice,
    NoticeState,
    ReasonMissingError,
)
from madoguchi.engines.tax_ledger.domain.assets import ASSET_COLUMNS
from madoguchi.engines.tax_ledger.domain.notices import NOTICE_COLUMNS
from madoguchi.journeys.tax_ledger.api import (
    ConfirmValue,
    DecideNotice,
    Decision,
    DismissNotice,
    NamedOwner,
    NameOwner,
    Seen,
    TakeBackChange,
    WithReason,
)
from madoguchi_testing.core_system.reading import read_parcel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ledger() -> None:
    load_ledger()


def test_a_sure_transfer_enters_itself_with_a_new_owner_from_outside_and_keeps_its_notice() -> None:
    tell(transfer("N1"))
    assert stored("N1").state is NoticeState.ENTERED, stored("N1").reason
    assert owners_of("T001") == [("若松 太郎", "")]
    new = owner("仮1")
    assert (new.from_outside, new.address) == (True, "東京都千代田区千代田1番1号")
    assert "確かめ" in new.check_due or new.check_due
    (change,) = changes()
    assert (change.automatic, change.event, change.notice.number) == (True, "所有権移転", "N1")
    assert change.before["holders"] == [{"number": "10001", "name": "会津 十三蔵", "share": ""}]
    assert change.notice.content["lot_number"] == "５８２番地１"


def test_nothing_is_entered_twice_when_a_file_or_a_notice_comes_again() -> None:
    first, again = tell(transfer("N1")), tell(transfer("N1"))
    assert first.pk == again.pk
    other = tell(
        transfer("N1"),
        notice("N2", "地目変更", lot_number="583", land_category="雑種地", owner_name="磐梯花子"),
    )
    assert (other.taken, other.known) == (1, 1)
    assert [one.event for one in changes()] == ["所有権移転", "地目変更"]


def test_shares_that_the_file_of_assets_tells_let_a_co_owners_transfer_enter_itself() -> None:
    columns = (*ASSET_COLUMNS, "shares")
    rows = [one | {"shares": "3分の2;3分の1"} for one in ASSETS if one["asset_id"] == "T003"]
    file = take(FileKind.ASSETS, table(columns, rows, municipality_code=HERE))
    assert (file.taken, file.refused) == (1, 0)
    assert owners_of("T003") == [("磐梯 花子", "2/3"), ("猪苗代 実", "1/3")]
    again = take(FileKind.ASSETS, table((*columns, "extra"), rows, municipality_code=HERE))
    assert (again.taken, again.known) == (0, 1)
    tell(
        transfer("N1", location=f"会津若松市{TOWN}字村東", lot_number="12番地3", share="3分の1",
                 previous_owner_name="猪苗代実", previous_owner_address="会津若松市東栄町2番5号")
    )  # fmt: skip
    assert stored("N1").state is NoticeState.ENTERED, stored("N1").reason
    assert sorted(owners_of("T003")) == [("磐梯 花子", "2/3"), ("若松 太郎", "1/3")]


def test_a_new_house_whose_lot_stands_behind_the_place_enters_itself() -> None:
    tell(
        notice("N1", "新築", kind="家屋", location=f"会津若松市{TOWN}字村西５８３番地", lot_number="",
               building_number="583番", use="居宅", structure="木造平家建", floor_areas="60.00",
               owner_name="磐梯花子", owner_address="会津若松市東栄町1番1号")
    )  # fmt: skip
    assert stored("N1").state is NoticeState.ENTERED, stored("N1").reason
    (change,) = changes()
    assert change.asset is not None
    assert (change.asset.lot, change.asset.koaza) == ("583", "字村西")


def test_two_parcels_to_one_person_from_outside_make_one_owner() -> None:
    tell(transfer("N1"), transfer("N2", lot_number="583番地", previous_owner_name="磐梯 花子"))
    assert owners_of("T001") == owners_of("T002") == [("若松 太郎", "")]
    with tenancy.municipality(HERE):
        from madoguchi.engines.tax_ledger.api import Owner

        assert Owner.objects.filter(from_outside=True).count() == 1


def test_a_share_moves_and_the_rest_stays() -> None:
    tell(transfer("N1", share="持分３分の１"))
    assert owners_of("T001") == [("会津 十三蔵", "2/3"), ("若松 太郎", "1/3")]


def test_a_chain_of_transfers_in_one_file_is_entered_in_its_order() -> None:
    tell(
        transfer("N1", owner_name="磐梯花子", owner_address="会津若松市東栄町1番1号"),
        transfer(
            "N2",
            owner_name="猪苗代実",
            owner_address="会津若松市東栄町2番5号",
            previous_owner_name="磐梯花子",
        ),
    )
    assert owners_of("T001") == [("猪苗代 実", "")]


@pytest.mark.parametrize(
    ("told", "field", "value"),
    [
        ({"event": "地目変更", "land_category": "雑種地"}, "land_category", "雑種地"),
        ({"event": "地積変更", "area_m2": "３３１．０２"}, "area_m2", "331.02"),
        ({"event": "分筆", "area_m2": "200.25"}, "area_m2", "200.25"),
        ({"event": "合筆", "area_m2": "1350.50"}, "area_m2", "1350.50"),
    ],
)
def test_a_parcel_changes_and_its_value_is_to_be_looked_at(
    told: dict[str, str], field: str, value: str
) -> None:
    tell(notice("N1", **told))
    changed = asset("T001")
    assert str(getattr(changed, field)) == value
    assert changed.valuation_due
    run(ConfirmValue(), at_desk(), Seen(changed.uuid))
    assert asset("T001").valuation_due == ""


def test_a_house_is_lost_and_another_one_is_built() -> None:
    house = {"kind": "家屋", "building_number": "582番1"}
    tell(notice("N1", "滅失", **house))
    assert (asset("K001").state, str(asset("K001").ended_on)) == (AssetState.LOST, "2026-03-29")
    tell(
        notice(
            "N2", "新築", **(house | {"building_number": "582番1の2"}), use="居宅",
            structure="木造合金メッキ鋼板ぶき平家建", floor_areas="85.29", owner_name="会津十三蔵",
            owner_address="会津若松市門田町大字飯寺字村西582番地1",
        )
    )  # fmt: skip
    built = asset("仮1")
    assert (built.town, built.koaza, built.structure) == (TOWN, "字村西", "木造合金メッキ鋼板ぶき平家建")
    assert owners_of("仮1") == [("会津 十三蔵", "")]
    assert built.valuation_due == "新築されました"


def test_the_address_of_an_owner_changes_once_for_all_parcels() -> None:
    moved = {"owner_name": "磐梯花子", "owner_address": "会津若松市西栄町3番3号"}
    tell(
        notice("N1", "住所変更", lot_number="583番地", **moved),
        notice("N2", "住所変更", location="会津若松市門田町大字飯寺字村東", lot_number="12番地3", **moved),
    )
    assert owner("10002").address == "会津若松市西栄町3番3号"
    assert [one.owner.number for one in changes() if one.owner] == ["10002"]
    assert "もうこの内容" in stored("N2").reason


def test_what_is_not_sure_waits_with_its_reason_until_a_person_decides() -> None:
    tell(transfer("N1", location="会津若松市一箕町", lot_number="9番"))
    waiting = stored("N1")
    assert waiting.state is NoticeState.WAITING
    assert waiting.reason
    assert changes() == []
    run(DecideNotice(), at_desk(), Decision(waiting.uuid, asset="T001", owners=("10003",)))
    assert owners_of("T001") == [("猪苗代 実", "")]
    (change,) = changes()
    assert (change.automatic, change.entered_by_name) == (False, "税務 花子")
    with pytest.raises(AlreadySettledError):
        run(DecideNotice(), at_desk(), Decision(waiting.uuid, asset="T001", owners=("10003",)))


def test_a_co_owned_parcel_without_known_shares_asks_a_person_who_says_the_shares() -> None:
    tell(
        transfer(
            "N1", location="会津若松市門田町大字飯寺字村東", lot_number="12番地3", share="2分の1",
            previous_owner_name="磐梯花子",
        )
    )  # fmt: skip
    waiting = stored("N1")
    assert "持分" in waiting.reason
    wrong = {"10003": Fraction(1, 2), "new1": Fraction(1, 3)}
    with pytest.raises(NotEnterableError, match="5/6"):
        run(DecideNotice(), at_desk(), Decision(waiting.uuid, "T003", ("new",), shares=wrong))
    right = {"10003": Fraction(1, 2), "new1": Fraction(1, 2)}
    run(DecideNotice(), at_desk(), Decision(waiting.uuid, "T003", ("new",), shares=right))
    assert owners_of("T003") == [("猪苗代 実", "1/2"), ("若松 太郎", "1/2")]


def test_a_notice_is_dismissed_only_with_a_reason() -> None:
    tell(transfer("N1", location="会津若松市一箕町", lot_number="9番"))
    with pytest.raises(ReasonMissingError):
        run(DismissNotice(), at_desk(), WithReason(uuid_of("N1"), "  "))
    run(DismissNotice(), at_desk(), WithReason(uuid_of("N1"), "紙の通知で入力済み"))
    assert (stored("N1").state, stored("N1").reason) == (NoticeState.DISMISSED, "紙の通知で入力済み")


def test_the_same_number_with_another_content_waits() -> None:
    tell(transfer("N1"))
    tell(transfer("N1", owner_name="別人次郎"))
    with tenancy.municipality(HERE):
        later = Notice.objects.order_by("-id")[0]
    assert (later.state, "同じ番号" in later.reason) == (NoticeState.WAITING, True)
    assert owners_of("T001") == [("若松 太郎", "")]


def test_an_entry_is_taken_back_by_a_counter_entry_newest_first() -> None:
    tell(notice("N1", "地目変更", land_category="雑種地"))
    tell(notice("N2", "地目変更", land_category="山林"))
    first, second = changes()
    with pytest.raises(CannotTakeBackError, match="新しい異動から"):
        run(TakeBackChange(), at_desk(), WithReason(first.uuid, "別の土地でした"))
    run(TakeBackChange(), at_desk(), WithReason(second.uuid, "別の土地でした"))
    assert asset("T001").land_category == "雑種地"
    assert stored("N2").state is NoticeState.WAITING
    counter = changes()[-1]
    assert (counter.counters_id, counter.reason) == (second.pk, "別の土地でした")
    with pytest.raises(CannotTakeBackError):
        run(TakeBackChange(), at_desk(), WithReason(second.uuid, "もう一度"))


def test_taking_back_a_new_house_leaves_it_out_of_the_ledger_and_keeps_its_history() -> None:
    tell(
        notice("N1", "新築", kind="家屋", building_number="600番", lot_number="583番地", use="居宅",
               owner_name="磐梯花子", owner_address="会津若松市東栄町1番1号")
    )  # fmt: skip
    (change,) = changes()
    run(TakeBackChange(), at_desk(), WithReason(change.uuid, "まちがい"))
    assert asset("仮1").state is AssetState.WITHDRAWN


def test_what_was_entered_is_handed_over_as_a_table_with_the_asset_and_the_owners(tmp_path: Path) -> None:
    tell(transfer("N1", share="持分３分の１"))
    (change,) = changes()
    with tenancy.municipality(HERE):
        record = HandoverRecord.objects.get(uuid=change.handover)
        assert (record.target, record.kind, record.desk_role) == (
            "property_tax",
            "ledger_changes",
            "property_tax",
        )
        from madoguchi.engines.handover.contrib.csv_files.plugin import csv_of

        content = csv_of(record.parcel())
    text = content.decode("utf-8-sig")
    head, row = text.splitlines()
    told = dict(zip(head.split(","), row.split(","), strict=True))
    assert (told["資産番号"], told["所有者_宛名番号"], told["所有者_持分"]) == (
        "T001",
        "10001;仮1",
        "2/3;1/3",
    )
    assert (told["宛名_住登外"], told["異動の事由"]) == ("1", "所有権移転")
    file = tmp_path / f"property_tax.ledger_changes_{record.uuid}.csv"
    file.write_bytes(content)
    assert read_parcel(file, HERE).kind == "property_tax.ledger_changes"


def test_an_import_of_the_tax_system_does_not_overwrite_what_a_notice_changed() -> None:
    tell(notice("N1", "地目変更", land_category="雑種地"))
    from tests.integration.journeys.tax_ledger.samples import ASSETS

    rows = [dict(one, area_m2="331") if one["asset_id"] in ("T001", "T002") else one for one in ASSETS]
    file = take(FileKind.ASSETS, table(ASSET_COLUMNS, rows, municipality_code=HERE))
    assert (file.taken, file.known, file.refused) == (1, 2, 1)
    assert (asset("T001").land_category, str(asset("T002").area_m2)) == ("雑種地", "331.00")


def test_a_person_divides_the_name_of_somebody_from_outside() -> None:
    tell(transfer("N1"))
    new = owner("仮1")
    run(NameOwner(), at_desk(), NamedOwner(new.uuid, "若", "松太郎", name_kana="ワカ マツタロウ"))
    assert (owner("仮1").name, owner("仮1").check_due) == ("若 松太郎", "")


def test_a_change_and_a_notice_stay_as_they_are_written() -> None:
    from django.db import transaction
    from django.db.utils import ProgrammingError

    tell(transfer("N1"))
    attempts: list[Any] = [
        lambda: Change.objects.update(event="合筆"),
        lambda: Change.objects.all().delete(),
        lambda: Notice.objects.update(content={}),
        lambda: Notice.objects.all()._raw_delete(using="default"),
    ]
    for attempt in attempts:
        with pytest.raises(ProgrammingError), tenancy.municipality(HERE), transaction.atomic():
            attempt()


def test_the_neighbour_has_a_ledger_of_its_own() -> None:
    load_ledger(NEIGHBOUR)
    take(FileKind.NOTICES, table(NOTICE_COLUMNS, [transfer("N1")]), NEIGHBOUR)
    with tenancy.municipality(HERE):
        assert not Notice.objects.exists()


def test_a_notice_file_is_a_case_whose_steps_of_matching_and_entering_end_by_themselves() -> None:
    from madoguchi.engines.cases.api import Case
    from madoguchi.engines.flows.api import FlowTask

    house = {"location": "会津若松市一箕町", "lot_number": "9番"}
    file = tell(transfer("N1"), notice("N2", "地目変更", lot_number="583", land_category="雑種地",
                owner_name="磐梯花子"), transfer("N3", **house))  # fmt: skip

    def steps() -> list[tuple[str, bool]]:
        with tenancy.municipality(HERE):
            file.refresh_from_db()
            case = Case.objects.get(uuid=file.subject.partition(":")[2])
            assert (case.desk_role, case.person_name) == ("property_tax", "登記済通知書 3件")
            tasks = FlowTask.objects.filter(subject=file.subject, kind="person").order_by("id")
            return [(one.step, one.ended_at is None) for one in tasks]

    assert steps() == [("match", True)]
    run(DismissNotice(), at_desk(), WithReason(uuid_of("N3"), "ほかの町の通知"))
    assert steps()[:3] == [("match", False), ("enter", False), ("survey", True)]


def test_parcels_that_are_merged_into_another_one_are_closed_with_it() -> None:
    from tests.integration.journeys.tax_ledger.samples import ASSETS

    more = {"asset_id": "T009", "kind": "土地", "town": TOWN, "koaza": "字村西", "lot": "582番地2",
            "land_category": "宅地", "area_m2": "100", "owner_ids": "10001"}  # fmt: skip
    take(FileKind.ASSETS, table(ASSET_COLUMNS, [*ASSETS, more], municipality_code=HERE))
    tell(notice("N1", "合筆", lot_number="582番1・582番2", area_m2="430.50"))
    assert (str(asset("T001").area_m2), asset("T009").state) == ("430.50", AssetState.MERGED), stored(
        "N1"
    ).reason
    assert [one.asset.number for one in changes() if one.asset] == ["T001", "T009"]


def test_a_lot_that_a_split_made_is_added_by_a_person_with_the_owners_of_its_parcel() -> None:
    tell(notice("N1", "分筆", lot_number="582番地1-2", area_m2="80"))
    waiting = stored("N1")
    assert waiting.state is NoticeState.WAITING
    run(DecideNotice(), at_desk(), Decision(waiting.uuid, town=TOWN, koaza="字村西"))
    with tenancy.municipality(HERE):
        made = Change.objects.get().asset
    assert made is not None
    assert (made.number, made.koaza, str(made.area_m2)) == ("仮1", "字村西", "80.00")


@pytest.mark.parametrize("spoilt", [
    transfer("N1", owner_name="若松" + "太" * 300),
    transfer("N1", share="1/99999999999999999999"),
    notice("N1", "氏名変更", owner_name="会津" + "十" * 300, previous_owner_name="会津十三蔵"),
], ids=["name of a transfer", "share", "changed name"])  # fmt: skip
def test_one_notice_that_is_too_long_for_the_ledger_waits_and_the_others_are_entered(
    spoilt: dict[str, str],
) -> None:
    load_ledger()
    other = notice("N2", "地目変更", lot_number="583", land_category="雑種地", owner_name="磐梯花子")
    tell(spoilt, other)
    assert stored("N2").state is NoticeState.ENTERED
    assert stored("N1").state is not NoticeState.RECEIVED
