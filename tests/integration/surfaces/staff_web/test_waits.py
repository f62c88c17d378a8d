"""待ち時間と数字, and trying other numbers of desks."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from tests.integration.surfaces.staff_web.conftest import HERE, SignedIn

from madoguchi.core import clock, tenancy
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.reception.api import Rating
from madoguchi_testing.reception.tickets import NOON, past_days

FIGURES, PLANNING = f"/{HERE}/reception/figures/", f"/{HERE}/reception/planning/"


@pytest.fixture
def manager(signed_in: SignedIn) -> Client:
    return signed_in("manager")


def page(client: Client, url: str) -> str:
    with clock.fixed(NOON):
        answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    with clock.fixed(NOON):
        answer = client.get(f"/{HERE}/reception/figures.csv{query}")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_without_tickets_the_page_says_what_will_be_there(manager: Client) -> None:
    text = page(manager, FIGURES)
    assert "この期間には、番号札がありません" in text
    assert "CSVで保存" not in text
    assert rows(manager)[0]["来庁者（人）"] == "0"


def test_figures_stand_under_sentences_that_say_what_they_mean(manager: Client) -> None:
    past_days(HERE, days=6, a_day=30)
    text = page(manager, FIGURES + "?span=30")
    for part in (
        "いちばん多く来るのは",
        "用件",
        "いちばん混むのは",
        "来かた",
        "伝えた待ち時間のずれは中央値",
        "受付から終わりまで、事前申請の人は",
        "満足度の回答は、まだありません",
    ):
        assert part in text


def test_faces_and_remarks_are_shown_and_markup_in_them_is_text(manager: Client) -> None:
    past_days(HERE, days=1, a_day=3)
    with tenancy.municipality(HERE):
        for number, face in enumerate((5, 4, 5)):
            Rating.objects.create(
                hall="main", day=NOON.date(), at=NOON, face=face, source="phone", digest=f"{number:032}",
                remark="<script>alert(1)</script>" if not number else "",
            )  # fmt: skip
    text = page(manager, FIGURES)
    assert "満足度は5点満点で 4.67 です（3件）" in text
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_csv_has_every_table_and_no_cell_that_a_spreadsheet_runs(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    past_days(HERE, days=3, a_day=12)
    hall = load_packs_or_refuse(settings.MADOGUCHI_PACKS).halls[HERE]["main"]
    purposes = {key: replace(one, label=f"=HYPERLINK({key})") for key, one in hall.purposes.items()}
    halls = {"main": replace(hall, purposes=purposes)}
    monkeypatch.setattr("madoguchi.surfaces.staff_web.waits.views.halls_of", lambda code: halls)
    found = rows(manager, "?span=7")
    kinds = {row["区分"] for row in found}
    assert {"全体", "時間", "用件", "来かた", "曜日と時間", "日", "満足度"} <= kinds
    names = [row["名前"] for row in found if row["区分"] == "用件"]
    assert names
    assert all(name.startswith("'=") for name in names)


def test_the_period_can_be_chosen_and_what_cannot_be_is_explained(manager: Client) -> None:
    past_days(HERE, days=2, a_day=4)
    first = NOON.date() - timedelta(days=400)
    assert "この期間には、番号札がありません" in page(manager, f"{FIGURES}?from={first}&until={first}")
    assert f"from={first}" in page(manager, f"{FIGURES}?from={first}&until={NOON.date()}")
    for query, said in (
        ("?from=2026-04-01&until=2026-03-01", "終わりの日が、はじめの日より前"),
        ("?from=2020-04-01&until=2026-03-01", "2年まで"),
        ("?from=いつか&until=", "日付を読めませんでした"),
    ):
        assert said in page(manager, FIGURES + query)
    assert "この期間には" not in page(manager, FIGURES + "?span=forever&hall=nowhere")


def test_only_those_who_may_see_figures(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk", desks=("resident_register",))
    for place in (FIGURES, PLANNING, f"/{HERE}/reception/figures.csv"):
        assert clerk.get(place).status_code == 403


def test_planning_says_the_conclusion_over_the_chart_and_the_table(manager: Client) -> None:
    text = page(manager, PLANNING + "?desks-general=6&pre-applied=30")
    assert "窓口を1つ増やすと、いちばん長い待ちは" in text
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="chart"' in text
    for part in ("いまのまま", "事前申請30%", "両方", "30分ごとの表", "いちばん混む日"):
        assert part in text


def test_who_would_not_be_called_that_day_stands_before_every_number(manager: Client) -> None:
    text = page(manager, PLANNING + "?desks-general=2&more=5")
    warned = text.index("その日のうちに呼ばれない人がいます")
    assert warned < text.index('id="result-title"')
    assert "いまのまま <b" in text[warned:]
    assert "夜になっても呼ばれない人の待ちは、下の分に入っていません" in text
    assert "その日のうちに呼ばれない人" not in page(manager, PLANNING + "?desks-general=8&moves=2000")


def test_planning_explains_what_cannot_be_tried(manager: Client) -> None:
    text = page(manager, PLANNING + "?desks-general=0&pre-applied=130&moves=many&counter=nowhere")
    assert "試せませんでした" in text
    assert "窓口の数は1から60までの数で書いてください" in text
    assert "割合は0から100まで" in text
    assert 'value="130"' in text
    assert "<svg xmlns" not in text
    assert "人は多すぎます" in page(manager, PLANNING + "?moves=60000")
