"""What is typed into an input screen: its own forms of dates, kana and codes, never a wrong value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.engines.handover.samples import ANSWERS

from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.engines.handover.domain.entries import EntrySheet, NotEnterableError, entry_sheet
from madoguchi.lib.japanese.dates import parse_date

PACKS = Path(__file__).resolve().parents[4] / "packs"


@pytest.fixture(scope="module")
def pack() -> MunicipalityPack:
    return load_packs_or_refuse(PACKS).for_municipality("072087")


def sheet(pack: MunicipalityPack, answers: dict[str, Any] = ANSWERS, **payload: Any) -> EntrySheet:
    return entry_sheet(
        {"answers": answers, **payload}, pack.procedures["child_allowance_claim"], pack.vocabulary
    )


def values(found: EntrySheet) -> dict[str, str]:
    return {entry.input: entry.value for entry in found.entries}


def test_a_screen_gets_its_own_forms_and_one_row_for_each_person(pack: MunicipalityPack) -> None:
    found = values(sheet(pack))
    assert found["異動日"] == "5080311"
    assert found["電話番号"] == "09000001234"
    assert found["氏名1"] == "会津 十三蔵"
    assert found["カナ2"] == "ｱｲﾂﾞ ﾄﾒ"
    assert found["続柄2"] == "parent"


def test_only_the_persons_concerned_are_typed_and_rows_begin_at_one(pack: MunicipalityPack) -> None:
    found = sheet(pack, persons=[1, 7])
    assert values(found)["氏名1"] == "会津 トメ"
    assert [entry.key for entry in found.entries if entry.item == "person.name"] == ["1.person.name"]


def test_what_was_not_answered_stays_blank_and_is_named(pack: MunicipalityPack) -> None:
    found = sheet(pack, {"members": [{"name": None}], "move.date": "not a date"})
    assert found.entries == ()
    assert "異動日" in found.groups[0].blank
    assert "氏名" in found.groups[1].blank


def test_a_date_known_in_part_and_too_many_people_are_for_people_to_enter(pack: MunicipalityPack) -> None:
    partly = sheet(pack)
    assert [entry.value for entry in partly.entries if not entry.exact] == ["昭和25年2月（日不詳）"]
    with pytest.raises(NotEnterableError, match="「生年月日」は一部が分からない"):
        partly.check_enterable()
    crowd = {**ANSWERS, "members": [ANSWERS["members"][0]] * 7}
    with pytest.raises(NotEnterableError, match="入力画面は6人分ですが、7人います"):
        sheet(pack, crowd).check_enterable()
    sheet(pack, {**ANSWERS, "members": ANSWERS["members"][:1]}).check_enterable()


def test_without_a_screen_everything_that_the_procedure_asks_is_shown_as_people_read_it(
    pack: MunicipalityPack,
) -> None:
    plain = replace(pack.procedures["child_allowance_claim"], entry_screen=None)
    found = entry_sheet({"answers": ANSWERS}, plain, pack.vocabulary)
    assert {entry.value for entry in found.entries} >= {"令和8年3月11日", "会津 トメ", "父母"}
    assert {entry.item for entry in found.entries} <= set(plain.asks)


def test_of_a_procedure_that_is_gone_everything_that_was_answered_is_shown(pack: MunicipalityPack) -> None:
    found = entry_sheet({"answers": ANSWERS}, None, pack.vocabulary)
    assert {"move.kind", "move.date", "contact.phone", "person.sex"} <= {one.item for one in found.entries}


@given(st.dates(min_value=date(1873, 1, 1), max_value=date(2099, 12, 31)))
def test_seven_digits_are_read_back_as_the_same_day(day: date) -> None:
    pack = load_packs_or_refuse(PACKS).for_municipality("072087")
    typed = values(sheet(pack, {"move.date": day.isoformat()}))["異動日"]
    assert parse_date(typed, today=date(2099, 12, 31)) == day
