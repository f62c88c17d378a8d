"""The page and the file of the effect: the municipalities side by side."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, SignedIn

from madoguchi.core import clock, tenancy
from madoguchi.core.measuring.api import record_counters, record_work
from madoguchi.core.packs import Effect, Packs, load_packs_or_refuse
from madoguchi.engines.effects.api import share_now

TODAY = datetime(2026, 3, 19, 10, 0, tzinfo=clock.TOKYO)
LONG_AGO = TODAY - timedelta(days=72)


@pytest.fixture
def packs(monkeypatch: pytest.MonkeyPatch) -> Packs:
    """The packs, with the register's entry measured by a step of a flow of this test."""
    loaded = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    effect = loaded.effects["aizu"]["move_in"]
    steps = {key: replace(step, measured_by=()) for key, step in effect.steps.items()}
    steps["register_entry"] = replace(steps["register_entry"], measured_by=("enter",))
    offer(monkeypatch, loaded, replace(effect, steps=steps, flow="a_flow"))
    return loaded


def offer(monkeypatch: pytest.MonkeyPatch, loaded: Packs, effect: Effect) -> None:
    there = {**loaded.effects["aizu"], effect.key: effect}
    monkeypatch.setattr(loaded, "effects", MappingProxyType({"aizu": there}))


def work(code: str, cases: int, at: datetime = LONG_AGO) -> None:
    with tenancy.municipality(code):
        for _ in range(cases):
            record_work("a_flow", "enter", uuid4(), seconds=360, ended=at)


def text_of(client: Client, place: str = "effect/") -> str:
    with clock.fixed(TODAY):
        answer = client.get(f"/{HERE}/{place}")
    assert answer.status_code == 200
    return answer.content.decode()


def row_of(page: str, name: str) -> list[str]:
    """The cells of the first row of that name, without tags."""
    found = re.search(rf'<tr[^>]*><th scope="row">{name}</th>.*?</tr>', page, re.DOTALL)
    assert found is not None, name
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", found[0], re.DOTALL)
    return [re.sub(r"<[^>]+>|\s", "", cell) for cell in cells]


def table_of(client: Client, key: str = "move_in") -> list[dict[str, str]]:
    with clock.fixed(TODAY):
        answer = client.get(f"/{HERE}/effect/{key}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f"effect-{key}-20260319.csv" in answer["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_13_stand_side_by_side_with_what_was_published(signed_in: SignedIn) -> None:
    page = text_of(signed_in("manager"))
    assert "転入届は、13市町村で年2,403時間。実証の形なら1,335時間減る" in page
    assert row_of(page, "会津若松市")[2:4] == ["910", "38957%減"]
    assert row_of(page, "昭和村")[2:4] == ["9", "367%減"]
    assert row_of(page, "合計（公表）")[2:4] == ["2,403", "1,06856%減"]
    assert page.count('class="effect-bar"') == 14
    assert "足した13個の値も公表の合計も" in page
    assert "時給を丸めずに（2177.616円）掛け、千円未満を四捨五入した額です。" in page


def test_a_step_is_compared_alone_and_an_unknown_one_is_the_whole(signed_in: SignedIn) -> None:
    manager = signed_in("manager")
    entry = text_of(manager, "effect/?process=move_in&step=register_entry")
    assert row_of(entry, "喜多方市")[2:4] == ["519", "30142%減"]
    for query in ("step=<script>", "process=<script>", "step=weather&process=%00"):
        page = text_of(manager, f"effect/?{query}")
        assert row_of(page, "喜多方市")[2] == "778"
        assert "<script>" not in page.replace("<script src=", "")


def test_a_process_of_which_only_totals_were_published_says_so(signed_in: SignedIn) -> None:
    page = text_of(signed_in("manager"), "effect/?process=property_tax_ledger")
    assert "市町村ごとの値は公表されていません" in page
    assert "13市町村で年9,049時間。実証の形なら4,727時間減る" in page
    assert "未確認" in page


@pytest.mark.usefixtures("packs")
def test_ones_own_work_takes_the_place_of_the_published_hours(signed_in: SignedIn) -> None:
    work(HERE, 40)
    page = text_of(signed_in("manager"), "effect/?step=register_entry")
    # Forty cases of six minutes in 73 days are twenty hours a year.
    name, _, as_is, can_be, today, difference, basis = row_of(page, "会津若松市")
    assert (name, as_is, can_be, today, difference) == ("会津若松市", "374", "21742%減", "20", "−354")
    assert basis == "計測計測（1年にのばした推計）40件、1件6分（中央値）"
    assert row_of(page, "喜多方市")[4:] == ["519", "—", "公表値のまま"]


@pytest.mark.usefixtures("packs")
def test_too_few_cases_are_told_and_the_published_hours_stay(signed_in: SignedIn) -> None:
    work(HERE, 9)
    page = text_of(signed_in("manager"), "effect/?step=register_entry")
    assert row_of(page, "会津若松市")[4:] == ["374", "—", "公表値のまま9件、1件6分（中央値）"]
    assert "まだ少ないため公表値のまま" in page


def test_what_was_counted_so_far_stands_there_below_ten_with_what_is_missing_and_why(
    signed_in: SignedIn,
) -> None:
    page = text_of(signed_in("manager"), "effect/?process=property_tax_ledger")
    nothing = page[page.index("ここまでに計った件数") :]
    assert row_of(nothing, "第4項（異動情報入力と推定）")[1:] == ["0件", "—", "あと10件"]
    with tenancy.municipality(HERE):
        record_work("property_tax_ledger", "enter", uuid4(), seconds=360, ended=TODAY - timedelta(days=3))
    page = text_of(signed_in("manager"), "effect/?process=property_tax_ledger")
    counted = page[page.index("ここまでに計った件数") :]
    assert row_of(counted, "第4項（異動情報入力と推定）")[1:] == ["1件", "6分", "あと9件、あと26日"]
    assert "たまたま長かった1件で数字が大きく変わる" in counted


def test_a_neighbours_work_is_seen_when_it_was_shared_and_never_of_few_cases(
    signed_in: SignedIn, packs: Packs
) -> None:
    work(NEIGHBOUR, 12)
    work("074471", 9)
    manager = signed_in("manager")
    before = text_of(manager, "effect/?step=register_entry")
    assert row_of(before, "喜多方市")[6] == "公表値のまま"
    with clock.fixed(TODAY):
        share_now(packs, NEIGHBOUR)
        share_now(packs, "074471")
    page = text_of(manager, "effect/?step=register_entry")
    assert "12件、1件6分（中央値）" in row_of(page, "喜多方市")[6]
    assert row_of(page, "会津美里町")[6] == "公表値のまま"
    assert "9件" not in page


@pytest.mark.usefixtures("packs")
def test_more_time_than_before_is_told_with_its_sign(signed_in: SignedIn) -> None:
    with tenancy.municipality(HERE):
        for _ in range(3000):
            record_work("a_flow", "enter", uuid4(), seconds=3000, ended=LONG_AGO)
    row = row_of(text_of(signed_in("manager"), "effect/?step=register_entry"), "会津若松市")
    assert (row[4], row[5]) == ("12,500", "+12,126")


@pytest.mark.usefixtures("packs")
def test_the_file_has_every_cell_and_says_what_it_rests_on(signed_in: SignedIn) -> None:
    work(HERE, 40)
    rows = table_of(signed_in("manager"))
    assert len(rows) == 14 * 7
    entry = next(row for row in rows if row["市町村コード"] == HERE and row["段階"] == "住基システム入力")
    assert list(entry.values()) == [
        "転入届", HERE, "会津若松市", "住基システム入力", "374", "217", "20.0", "計測（1年にのばした推計）",
        "40", "40", "360", "360", "2026-01-06", "2026-03-20",
    ]  # fmt: skip
    total = next(row for row in rows if row["市町村"] == "合計（公表）" and row["段階"] == "形式審査")
    assert total["As-Is（時間／年・公表）"] == "336"


def test_a_label_that_looks_like_a_formula_does_not_run_in_a_spreadsheet(
    signed_in: SignedIn, packs: Packs, monkeypatch: pytest.MonkeyPatch
) -> None:
    effect = packs.effects["aizu"]["move_in"]
    steps = {
        key: replace(step, label="=HYPERLINK(\"http://x\",\"+1\")") if key == "sharing" else step
        for key, step in effect.steps.items()
    }  # fmt: skip
    offer(monkeypatch, packs, replace(effect, label="@転入", steps=steps))
    rows = table_of(signed_in("manager"))
    assert {row["業務"] for row in rows} == {"'@転入"}
    assert any(row["段階"].startswith("'=HYPERLINK(") for row in rows)
    assert not any(value.startswith(("=", "+", "@", "-")) for row in rows for value in row.values())


def test_an_unknown_process_has_no_file(signed_in: SignedIn) -> None:
    assert signed_in("manager").get(f"/{HERE}/effect/weather.csv").status_code == 404


def test_a_region_without_published_times_says_what_to_do(
    signed_in: SignedIn, packs: Packs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packs, "effects", MappingProxyType({}))
    assert "パックの effects に写してください" in text_of(signed_in("manager"))


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("manager", True), ("auditor", True), ("administrator", True), ("counter_clerk", False)],
)
def test_who_reads_times_reads_the_effect(signed_in: SignedIn, role: str, allowed: bool) -> None:
    client = signed_in(role)
    for place in ("effect/", "effect/move_in.csv"):
        assert (client.get(f"/{HERE}/{place}").status_code == 200) is allowed
    navigation: Any = client.get(f"/{HERE}/").content.decode()
    assert (f'href="/{HERE}/effect/"' in navigation) is allowed


def test_the_page_holds_no_inline_script_or_style(signed_in: SignedIn) -> None:
    page = text_of(signed_in("manager"))
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", page)


def test_the_counters_of_ones_own_households_are_averaged_and_neighbours_are_not_seen(
    signed_in: SignedIn,
) -> None:
    manager = signed_in("manager")
    assert "窓口で受理した届出がまだないため" in text_of(manager)
    for code, each, remaining in ((HERE, 4, 1), (HERE, 5, 2), (NEIGHBOUR, 9, 9)):
        with tenancy.municipality(code):
            record_counters("moving_in", each=each, remaining=remaining, day=TODAY.date())
    page = text_of(manager)
    assert row_of(page, "引越してきた") == ["引越してきた", "2", "4.5", "1.5"]
    assert row_of(page, "2026年3月") == ["2026年3月", "引越してきた", "2", "4.5", "1.5"]
