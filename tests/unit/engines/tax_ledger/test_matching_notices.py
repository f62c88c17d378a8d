"""Notices as offices get them, written by hand, against a ledger of a few lines."""

from __future__ import annotations

import gc
import weakref

import pytest

from madoguchi.engines.tax_ledger.domain.assets import Owner
from madoguchi.engines.tax_ledger.domain.deciding import Agreement, Outcome, Status
from madoguchi.engines.tax_ledger.domain.following import match_notices
from madoguchi.engines.tax_ledger.domain.matching import match_notice
from madoguchi_testing.ledgers.small import HOME, TOKYO, TOWN, company, house, land, ledger, notice, person


def _told(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.status.value, outcome.asset_id, outcome.owner_id


MATCHED_TO_NEW = ("matched", "L1", "new")


def test_a_transfer_to_somebody_whom_nobody_knows_is_sure() -> None:
    outcome = match_notice(notice(), ledger())
    assert _told(outcome) == MATCHED_TO_NEW
    assert outcome.score > 0.99
    assert {one.agreement for one in outcome.evidence if one.field == "location"} == {Agreement.SAME}


@pytest.mark.parametrize(
    "location",
    [
        "会津若松市門田町飯寺字村西",
        "会津若松市門田町大字飯寺村西",
        "会津若松市門田町大字飯寺",
        "福島県会津若松市　門田町大字飯寺　字村西",
        "會津若松市門田町大字飯寺字村西",
        "門田町大字飯寺字村西",
        "会津若松市門田町大字飯寺小字村西",
        "会津若松市門田町大字飯寺字村西５８２番地１",
    ],
)
@pytest.mark.parametrize(
    "asset", [land(), land(town="門田町飯寺", koaza="字村西"), land(town="門田町大字飯寺字村西", koaza="")]
)
def test_a_place_is_found_however_it_is_written(location: str, asset: object) -> None:
    outcome = match_notice(notice(location=location), ledger([asset]))  # type: ignore[list-item]
    assert _told(outcome) == MATCHED_TO_NEW


@pytest.mark.parametrize(
    "lot",
    [
        "582-1",
        "５８２番１",
        "五百八十二番地の一",
        "582番地ノ1",
        "582－1",
        "五八二番の一",
        "582の1",
        " 582ー1 ",
    ],
)
@pytest.mark.parametrize("known", ["582-1", "５８２番地１"])
def test_a_lot_is_found_however_it_is_written(lot: str, known: str) -> None:
    outcome = match_notice(notice(lot_number=lot), ledger([land(lot=known)]))
    assert _told(outcome) == MATCHED_TO_NEW


def test_a_sign_of_the_lot_may_stand_at_the_hamlet() -> None:
    index = ledger([land(koaza="村西丙", lot="582-1")])
    assert _told(match_notice(notice(lot_number="丙582番1"), index)) == MATCHED_TO_NEW


@pytest.mark.parametrize("code", ["072028", "07202", "７２０２８", "7202"])
def test_codes_with_and_without_check_digit_and_leading_zero(code: str) -> None:
    assert _told(match_notice(notice(), ledger([land(municipality_code=code)]))) == MATCHED_TO_NEW


@pytest.mark.parametrize("name", ["渡辺高志", "渡邊　髙志", "ワタナベ　タカシ", "わたなべたかし", "ﾜﾀﾅﾍﾞ ﾀｶｼ"])
@pytest.mark.parametrize(
    "address", [HOME, "会津若松市門田町飯寺字村西５８２番地の１", "仙台市青葉区本町一丁目1番1号", ""]
)
def test_a_previous_owner_agrees_in_any_writing_and_after_moving(name: str, address: str) -> None:
    changed = notice(previous_owner_name=name, previous_owner_address=address)
    assert _told(match_notice(changed, ledger())) == MATCHED_TO_NEW


@pytest.mark.parametrize("name", ["㈱見本建設", "（株）見本建設", "株式会社　見本建設", "ｶ)ミホンケンセツ"])
def test_a_company_is_known_by_its_form(name: str) -> None:
    outcome = match_notice(notice(owner_name=name), ledger())
    if name.startswith("ｶ"):
        assert outcome.status is not Status.MATCHED or outcome.owner_id == "new"
    else:
        assert _told(outcome) == ("matched", "L1", "C1")


def test_another_previous_owner_is_for_people() -> None:
    outcome = match_notice(notice(previous_owner_name="佐藤花子"), ledger())
    assert (outcome.status, outcome.asset_id) == (Status.REVIEW, "L1")
    assert "前の所有者" in outcome.reason


def test_the_previous_owner_has_to_be_written() -> None:
    assert match_notice(notice(previous_owner_name=""), ledger()).status is Status.REVIEW


def test_father_and_son_are_not_taken_for_each_other() -> None:
    index = ledger(owners=[person(given="正一", family="佐藤")])
    assert match_notice(notice(previous_owner_name="佐藤正二"), index).status is Status.REVIEW


def test_a_son_who_takes_over_is_a_new_owner_although_his_name_is_nearly_the_fathers() -> None:
    index = ledger(owners=[person(given="正一", family="佐藤")])
    changed = notice(previous_owner_name="佐藤正一", owner_name="佐藤正二", owner_address=HOME)
    assert _told(match_notice(changed, index)) == MATCHED_TO_NEW


def test_a_buyer_who_differs_in_one_character_from_a_neighbour_of_the_same_house_is_for_people() -> None:
    index = ledger(owners=[person(), person("O2", "鈴木", "一朗", address=TOKYO)])
    outcome = match_notice(notice(), index)
    assert (outcome.status, outcome.owner_id) == (Status.REVIEW, "O2")


@pytest.mark.parametrize(
    ("given", "status"), [("和子", Status.MATCHED), ("和雄", Status.REVIEW), ("和尾", Status.REVIEW)]
)
def test_a_sister_whose_given_name_others_have_and_read_otherwise_is_no_slip_of_the_pen(
    given: str, status: Status
) -> None:
    brother = person("O2", "鈴木", "和夫", address=TOKYO, name_kana="スズキ カズオ")
    readings = {"和子": "カズコ", "和雄": "カズオ"}
    others = [
        person(f"S{n}", "星", name, address=f"会津若松市東栄町{n}-46", name_kana=f"ホシ {readings[name]}")
        for n, name in enumerate(["和子"] * 3 + ["和雄"] * 3)
    ]
    index = ledger(owners=[person(), brother, *others])
    outcome = match_notice(notice(owner_name=f"鈴木{given}"), index)
    assert (outcome.status, outcome.owner_id) == (status, "new" if status is Status.MATCHED else "O2")


def test_two_of_one_name_and_address_are_for_people() -> None:
    owners = [person(), *(person(one, "鈴木", "一郎", address=TOKYO) for one in ("O2", "O3"))]
    assert match_notice(notice(), ledger(owners=owners)).status is Status.REVIEW


def test_a_namesake_elsewhere_may_have_moved() -> None:
    index = ledger(owners=[person(), person("O2", "鈴木", "一郎", address="会津若松市東栄町3-46")])
    outcome = match_notice(notice(owner_address="会津若松市一箕町亀賀1-2"), index)
    assert (outcome.status, outcome.owner_id) == (Status.REVIEW, "O2")


def test_where_names_are_common_a_namesake_elsewhere_says_nothing() -> None:
    others = [person(f"S{n}", "鈴木", "一郎", address=f"会津若松市東栄町{n}-46") for n in range(1, 6)]
    outcome = match_notice(notice(), ledger(owners=[person(), *others]))
    assert _told(outcome) == MATCHED_TO_NEW


def _many(names: str) -> list[Owner]:
    """Owners of these names, each at a place of their own."""
    pairs = [one.split() for one in names.split("、")]
    return [
        person(f"S{n}", family, given, address=f"会津若松市東栄町{n}-46", name_kana="")
        for n, (family, given) in enumerate(pairs, start=1)
    ]


_COMMON = "鈴木 一郎、鈴木 花子、鈴木 茂、鈴木 守、佐藤 一郎、高橋 一郎、星 一郎"
_RARE = "四十物谷 万寿雄、鈴木 花子、鈴木 茂、佐藤 一郎、高橋 一郎、佐藤 花子"


@pytest.mark.parametrize(
    ("names", "name", "address", "proposal"),
    [
        (_COMMON, "鈴木一郎", "会津若松市一箕町亀賀1-2", "new"),
        (_RARE, "四十物谷万寿雄", "会津若松市一箕町亀賀1-2", "S1"),
        (_COMMON, "鈴木一郎", TOKYO, "new"),
        ("鈴木 一郎、鈴木 一郎、佐藤 花子、高橋 茂、星 守", "鈴木一郎", "会津若松市一箕町亀賀1-2", "S2"),
    ],
)
def test_a_known_buyer_who_moved_is_told_from_a_namesake_by_how_common_the_name_is(
    names: str, name: str, address: str, proposal: str
) -> None:
    index = ledger(owners=[person(), *_many(names)])
    outcome = match_notice(notice(owner_name=name, owner_address=address), index)
    assert outcome.status is (Status.MATCHED if proposal == "new" else Status.REVIEW)
    assert outcome.owner_id == proposal


def test_a_company_of_this_name_elsewhere_in_the_municipality_may_have_moved_its_seat() -> None:
    index = ledger(owners=[person(), company(address="会津若松市東栄町3-46")])
    changed = notice(owner_name="㈱見本建設", owner_address="会津若松市一箕町亀賀1-2")
    assert match_notice(changed, index).status is Status.REVIEW


@pytest.mark.parametrize("word", ["旧住所", "前住所：", "登記簿上の住所 "])
def test_an_address_from_before_a_move_is_read_where_the_notice_adds_it(word: str) -> None:
    index = ledger(owners=[person(), person("O2", "鈴木", "一郎", address="会津若松市東栄町3-46")])
    changed = notice(owner_address=f"会津若松市一箕町亀賀1-2（{word}会津若松市東栄町３番４６号）")
    assert _told(match_notice(changed, index)) == ("matched", "L1", "O2")


def test_a_buyer_who_tells_the_new_address_in_another_notice_of_the_batch_is_known() -> None:
    others = [person("O2", "鈴木", "一郎", address="会津若松市東栄町3-46"), *_many(_COMMON)]
    index = ledger([land(), land("L2", "O2", lot="600")], [person(), *others])
    bought = notice(notice_id="N1", owner_address="会津若松市一箕町亀賀1-2")
    moved = notice(
        "住所変更", notice_id="N2", lot_number="600", owner_name="鈴木一郎",
        owner_address="会津若松市一箕町亀賀１番２", previous_owner_address="会津若松市東栄町3-46",
    )  # fmt: skip
    for batch in ([bought, moved], [moved, bought]):
        told = {one.notice_id: _told(one) for one in match_notices(batch, index)}
        assert told == {"N1": ("matched", "L1", "O2"), "N2": ("matched", "L2", "O2")}


@pytest.mark.parametrize(
    ("known", "told", "status"),
    [
        ("渡〓(MJ026190)", "渡〓（MJ026190）一郎", Status.MATCHED),
        ("渡〓(MJ026190)", "渡〓(MJ026191)一郎", Status.REVIEW),
        ("渡〓", "渡〓一郎", Status.REVIEW),
        ("渡邉", "渡〓一郎", Status.REVIEW),
    ],
)
def test_a_character_that_is_not_there_is_the_same_only_by_its_code(
    known: str, told: str, status: Status
) -> None:
    buyer = person("O2", known, "一郎", address=TOKYO, name_kana="")
    outcome = match_notice(notice(owner_name=told), ledger(owners=[person(), buyer]))
    assert (outcome.status, outcome.owner_id) == (status, "O2")


@pytest.mark.parametrize("told", ["スミス・ジョン", "ジョン・スミス", "ジョン　スミス", "ｼﾞｮﾝ･ｽﾐｽ"])
def test_a_foreign_name_is_known_in_either_order(told: str) -> None:
    buyer = person("O2", "スミス", "ジョン", address=TOKYO, name_kana="")
    outcome = match_notice(notice(owner_name=told), ledger(owners=[person(), buyer]))
    assert _told(outcome) == ("matched", "L1", "O2")


def test_a_lunar_date_is_called_so() -> None:
    outcome = match_notice(notice(cause_date="明治５年１２月２日"), ledger())
    assert outcome.status is Status.REVIEW
    assert "旧暦の明治5年12月2日です" in outcome.reason


def test_a_namesake_at_the_written_address_is_not_the_owner_of_the_parcel() -> None:
    owners = [person(), person("O2", address="会津若松市東栄町3-46")]
    changed = notice(previous_owner_address="会津若松市東栄町3番46号")
    assert match_notice(changed, ledger(owners=owners)).status is Status.REVIEW


def test_the_same_lot_in_two_hamlets_is_told_apart_by_the_hamlet() -> None:
    index = ledger([land(), land("L2", "C1", koaza="村東")])
    assert _told(match_notice(notice(), index)) == MATCHED_TO_NEW


def test_the_same_lot_in_two_hamlets_without_the_hamlet_is_told_apart_by_the_owner() -> None:
    index = ledger([land(), land("L2", "C1", koaza="村東", area_m2="99.00")])
    bare = notice(location="会津若松市門田町大字飯寺")
    assert _told(match_notice(bare, index)) == MATCHED_TO_NEW


def test_one_owner_of_the_same_lot_in_two_hamlets_needs_people() -> None:
    index = ledger([land(), land("L2", koaza="村東")])
    bare = notice(location="会津若松市門田町大字飯寺")
    assert match_notice(bare, index).status is Status.REVIEW


def test_another_hamlet_is_for_people() -> None:
    assert match_notice(notice(), ledger([land(koaza="北原")])).status is Status.REVIEW


def test_another_area_is_for_people() -> None:
    outcome = match_notice(notice(area_m2="999.99"), ledger())
    assert outcome.status is Status.REVIEW
    assert "面積" in outcome.reason


def test_a_slip_in_the_town_needs_lot_area_and_owner() -> None:
    slipped = notice(location="会津若松市門田町大字飯守字村西")
    assert _told(match_notice(slipped, ledger())) == MATCHED_TO_NEW
    assert match_notice(slipped._replace(area_m2=""), ledger()).status is Status.REVIEW


def test_what_is_not_in_the_ledger_is_unmatched() -> None:
    assert _told(match_notice(notice(lot_number="9999番9"), ledger())) == ("unmatched", "", "")


def test_a_notice_of_another_municipality_is_named() -> None:
    outcome = match_notice(notice(location="喜多方市塩川町三吉字比丘尼屋敷"), ledger())
    assert (outcome.status, outcome.column) == (Status.UNMATCHED, "location")
    assert "喜多方市" in outcome.reason


def test_a_town_that_is_called_like_another_municipality_is_read_by_the_ledger() -> None:
    index = ledger([land(municipality_code="072087", town="山都町木曽", koaza="")])
    assert _told(match_notice(notice(location="山都町木曽"), index)) == MATCHED_TO_NEW


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("cause_date", "令和６年２月３０日"),
        ("received_on", "2024-13-01"),
        ("share", "３分の４"),
        ("share", "2分の1、3分の2"),
        ("share", "たくさん"),
        ("area_m2", "ひろい"),
        ("event", "贈与みたいなもの"),
        ("kind", "船舶"),
        ("location", ""),
        ("owner_name", ""),
        ("owner_name", "亡鈴木一郎"),
    ],
)
def test_nothing_comes_of_a_bad_notice(column: str, value: str) -> None:
    outcome = match_notice(notice(**{column: value}), ledger())
    assert (outcome.status, outcome.column) == (Status.REVIEW, column)
    assert outcome.remedy


def test_a_dead_buyer_is_named() -> None:
    index = ledger(owners=[person(), person("O2", "鈴木", "一郎", address=TOKYO, died="2019-05-01")])
    outcome = match_notice(notice(), index)
    assert (outcome.status, outcome.column) == (Status.REVIEW, "owner_name")


@pytest.mark.parametrize(
    ("died", "status"), [("2024-03-29", "matched"), ("2019-05-01", "review"), ("1", "review")]
)
def test_heirs_take_over_on_the_day_of_the_death_and_nobody_gives_later(died: str, status: str) -> None:
    assert match_notice(notice(), ledger(owners=[person(died=died)])).status.value == status


def test_a_lot_that_was_merged_away_is_named() -> None:
    outcome = match_notice(notice(), ledger([land(closed="2023-04-01 合筆")]))
    assert (outcome.status, outcome.column) == (Status.REVIEW, "lot_number")
    assert "合筆" in outcome.reason


def test_joint_buyers_are_each_looked_for() -> None:
    changed = notice(owner_name="持分２分の１　㈱見本建設、持分２分の１　鈴木一郎")
    assert _told(match_notice(changed, ledger())) == ("matched", "L1", "C1;new")


def test_all_who_give_must_be_owners() -> None:
    both = notice(previous_owner_name="渡辺高志、㈱見本建設", previous_owner_address="")
    assert _told(match_notice(both, ledger([land(owner_ids="O1;C1")])))[0] == "matched"
    assert match_notice(both, ledger()).status is Status.REVIEW


def test_a_second_sale_in_one_batch_follows_the_first() -> None:
    first = notice(notice_id="N1")
    second = notice(
        notice_id="N2", previous_owner_name="鈴木一郎", previous_owner_address=TOKYO, owner_name="高橋健",
        owner_address="仙台市青葉区本町一丁目1番1号", received_on="令和６年６月１日",
    )  # fmt: skip
    for batch in ([first, second], [second, first]):
        told = {one.notice_id: _told(one) for one in match_notices(batch, ledger())}
        assert told == {"N1": MATCHED_TO_NEW, "N2": MATCHED_TO_NEW}
    assert match_notice(second, ledger()).status is Status.REVIEW


# --- who changed, and other events ---------------------------------------------------------------------


def test_a_new_address_is_known_by_the_name() -> None:
    moved = notice("住所変更", owner_address="仙台市青葉区本町一丁目1番1号")
    assert _told(match_notice(moved, ledger())) == ("matched", "L1", "O1")


def test_a_new_name_is_known_by_the_old_one() -> None:
    renamed = notice("氏名変更", owner_name="山田髙志", previous_owner_name="渡邊髙志")
    assert _told(match_notice(renamed, ledger())) == ("matched", "L1", "O1")


def test_a_new_name_without_the_old_one_is_known_by_given_name_and_address() -> None:
    assert _told(match_notice(notice("氏名変更", owner_name="山田髙志"), ledger())) == ("matched", "L1", "O1")
    assert match_notice(notice("氏名変更", owner_name="山田花子"), ledger()).status is Status.REVIEW


@pytest.mark.parametrize("event", ["地目変更", "地積変更", "分筆", "合筆"])
def test_events_of_land_need_the_owner(event: str) -> None:
    area = {} if event == "地目変更" else {"area_m2": "99.00"}
    assert _told(match_notice(notice(event, **area), ledger())) == ("matched", "L1", "O1")
    assert match_notice(notice(event, owner_name="佐藤花子", **area), ledger()).status is Status.REVIEW


def test_lots_that_are_merged_must_all_be_the_owners() -> None:
    merged = notice("合筆", lot_number="582番1、582番2", area_m2="")
    mine = [land(), land("L2", lot="582番2")]
    assert _told(match_notice(merged, ledger(mine))) == ("matched", "L1", "O1")
    assert match_notice(merged, ledger([land(), land("L2", "C1", lot="582番2")])).status is Status.REVIEW
    assert match_notice(merged, ledger()).status is Status.REVIEW


def test_a_new_lot_of_a_division_leads_people_to_the_old_one() -> None:
    outcome = match_notice(notice("分筆", lot_number="582番1の2"), ledger())
    assert (outcome.status, outcome.asset_id) == (Status.REVIEW, "L1")


def test_a_house_is_known_by_its_number_whatever_the_roof_is_called() -> None:
    gone = notice(
        "滅失", kind="家屋", lot_number="", location=f"{TOWN}５８２番地１", building_number="５８２番１",
        area_m2="",
        structure="木造かわらぶき２階建", floor_areas="１階　５０：１２　２階　４０：００",
    )  # fmt: skip
    assert _told(match_notice(gone, ledger())) == ("matched", "H1", "O1")


def test_the_second_house_of_a_lot_is_another_one() -> None:
    index = ledger([land(), house(), house("H2", "C1", building_number="582番1の2")])
    gone = notice(
        "滅失", kind="家屋", building_number="582番1の2", owner_name="㈱見本建設", owner_address=TOKYO
    )
    assert _told(match_notice(gone, index)) == ("matched", "H2", "C1")
    unknown = gone._replace(building_number="582番1の3")
    assert match_notice(unknown, index).status is Status.UNMATCHED


def test_a_house_without_a_number_is_the_only_one_of_its_lot() -> None:
    gone = notice("滅失", kind="家屋", area_m2="", floor_areas="1階 50.12 2階 40.00")
    assert _told(match_notice(gone, ledger())) == ("matched", "H1", "O1")
    two = ledger([land(), house(), house("H2", building_number="582番1の2")])
    assert match_notice(gone, two).status is Status.REVIEW


def test_a_house_without_a_number_must_be_built_alike() -> None:
    gone = notice("滅失", kind="家屋", area_m2="", structure="木造かわらぶき２階建")
    outcome = match_notice(gone, ledger())
    assert _told(outcome) == ("matched", "H1", "O1")
    assert [one.agreement for one in outcome.evidence if one.field == "structure"] == [Agreement.SAME]
    other = gone._replace(structure="鉄骨造陸屋根３階建")
    assert match_notice(other, ledger()).status is Status.REVIEW
    numbered = other._replace(building_number="582番1")
    assert _told(match_notice(numbered, ledger())) == ("matched", "H1", "O1")


def test_a_new_house_needs_its_parcel_and_no_house_of_its_number() -> None:
    built = notice("新築", kind="家屋", building_number="582番1の2", area_m2="")
    assert _told(match_notice(built, ledger())) == ("matched", "", "O1")
    assert match_notice(built._replace(building_number="582番1"), ledger()).status is Status.REVIEW
    assert match_notice(built, ledger([land(lot="1")])).status is Status.REVIEW
    assert (
        _told(match_notice(built._replace(owner_name="㈱見本建設", owner_address=TOKYO), ledger()))[2] == "C1"
    )


@pytest.mark.parametrize(
    "text",
    [
        "西22222222222222222222ノ沢",
        "七日七七七七七七七七七七七七町",
        "",
        "\x00",
        "🏠",
        "a" * 5_000,
        "〒",
        "１" * 300,
        "番地",
        "'; DROP TABLE",
        "第地割甲",
    ],
)
def test_no_text_breaks_the_matching(text: str) -> None:
    for column in (
        "location",
        "lot_number",
        "owner_name",
        "owner_address",
        "previous_owner_name",
        "share",
        "area_m2",
    ):
        outcome = match_notice(notice(**{column: text}), ledger())
        assert outcome.notice_id == "N1"
    odd = ledger(
        [land(town=text, koaza=text, lot=text or "1")],
        [person(family=text, address=text), company(name=text)],
    )
    match_notice(notice(), odd)


def test_a_ledger_of_a_municipality_that_no_table_has() -> None:
    index = ledger([land(municipality_code="999990", town="大字見本", koaza="")])
    assert _told(match_notice(notice(location="架空市大字見本"), index)) == MATCHED_TO_NEW


def test_an_index_that_nobody_needs_any_more_goes() -> None:
    index = ledger()
    match_notice(notice(), index)
    kept = weakref.ref(index)
    del index
    gc.collect()
    assert kept() is None
