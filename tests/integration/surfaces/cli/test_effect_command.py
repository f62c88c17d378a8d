"""`madoguchi effect`: the published totals of the region, and measured times in their place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from madoguchi.core import clock, tenancy
from madoguchi.core.measuring.api import record_counters, record_work
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.effects.api import SharedWork
from madoguchi.surfaces.cli.main import main

HERE, NEIGHBOUR = "072028", "072087"
TODAY = datetime(2026, 3, 19, 10, 0, tzinfo=clock.TOKYO)


def told(capsys: pytest.CaptureFixture[str], command: str) -> dict[str, Any]:
    assert main([*command.split(), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.fixture
def measured_entry(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Forty cases of six minutes in the last month, on the step that is measured as the register's entry."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    effect = packs.effects["aizu"]["move_in"]
    step = effect.steps["register_entry"]
    steps = {**effect.steps, "register_entry": replace(step, measured_by=("enter",))}
    changed = {"move_in": replace(effect, steps=steps, flow="a_flow")}
    monkeypatch.setattr(packs, "effects", MappingProxyType({"aizu": changed}))
    with tenancy.municipality(HERE):
        for _ in range(40):
            record_work("a_flow", "enter", uuid4(), seconds=360, ended=TODAY - timedelta(days=72))


def test_the_published_totals_are_reproduced_and_where_cells_add_up_to_more_it_says_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["effect", "--published"]) == 0
    words = " ".join(capsys.readouterr().out.split())
    for line in (
        "形式審査 336時間 336時間 同じ",
        "内容確認 634時間 635時間 +1時間",
        "受付受理 179時間 181時間 +2時間",
        "他課への情報共有 104時間 106時間 +2時間",
        "現状（As-Is） 形式審査～他課への情報共有 1,253時間 1,254時間 +1時間",
        "住基システム入力 1,150時間 1,151時間 +1時間",
        "実証（Can-Be） 形式審査～他課への情報共有 401時間 401時間 同じ",
        "住基システム入力 667時間 667時間 同じ",
        "削減時間（As-Is－Can-Be） 1,335時間 1,335時間 同じ",
        "（6,600時間×2,178円） 14,372千円 14,374.8千円 +2.8千円",
        "全体（段階の公表値の合計） 9,049時間 9,049時間 同じ",
        "削減時間（As-Is－Can-Be） 4,727時間 4,727時間 同じ",
        "（4,700時間×2,178円） 10,236千円 10,236.6千円 +0.6千円",
        "丸められているためです（丸めだけで差は7まで）",
        "公表値だけで計算しました（--published）。",
    ):
        assert line in words, line


def test_programs_get_the_same_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "effect --published --process move_in")
    (process,) = found["processes"]
    whole = process["whole"]
    assert (whole["as_is"], whole["can_be"], whole["planned_saving"]) == (2403, 1068, 1335)
    assert process["ways"]["as_is"] == {"paper": 6, "digital": 2, "automatic": 0}
    assert len(process["municipalities"]) == 13
    assert sum(one["as_is"] for one in process["municipalities"].values()) == 2405
    by_hand = {one["what"]: one["difference"] for one in process["comparisons"]}
    assert by_hand["削減時間（市町村の値から）"] == 2


def test_without_a_database_it_works_and_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(connection.settings_dict, "EMBEDDED_DATA", tmp_path / "nothing")
    found = told(capsys, "effect")
    assert "データベースにつながらない" in found["note"]
    assert [one["key"] for one in found["processes"]] == ["move_in", "property_tax_ledger"]
    assert not (tmp_path / "nothing").exists(), "asking makes no database"


def test_a_database_that_does_not_answer_is_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("no route to host")

    monkeypatch.setattr("madoguchi.surfaces.cli.effects.operators_report", broken)
    assert "データベースにつながらない" in told(capsys, "effect")["note"]


@pytest.mark.usefixtures("measured_entry")
def test_measured_times_take_the_place_of_published_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with clock.fixed(TODAY):
        (process,) = told(capsys, "effect --process move_in")["processes"]
        assert main(["effect", "--municipality", HERE]) == 0
    entry = process["steps"][-1]["municipalities"]
    # Forty cases of six minutes in 73 days are twenty hours a year.
    assert (entry[HERE]["today"], entry[HERE]["basis"]) == (20.0, "to_year")
    assert entry[HERE]["saved"] == 374 - 20
    assert entry[HERE]["measured"] == {
        "cases": 40,
        "counted": 40,
        "median_seconds": 360.0,
        "mean_seconds": 360.0,
        "since": "2026-01-06",
        "until": "2026-03-20",
    }
    assert (entry[NEIGHBOUR]["today"], entry[NEIGHBOUR]["measured"]) == (519, None)
    words = capsys.readouterr().out
    assert "住基システム入力　40件、1件 6分00秒（中央値）、73日間　→ 計測（1年にのばした推計）" in words
    assert "計測した時間は、この1年の記録からです。" in words


@pytest.mark.usefixtures("measured_entry")
def test_sums_are_shared_when_one_asks_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    with clock.fixed(TODAY):
        told(capsys, "effect --share")
    assert [(row.municipality_code, row.cases) for row in SharedWork.objects.all()] == [(HERE, 40)]


@pytest.mark.parametrize(
    ("command", "why"),
    [("effect --process weather", "move_in、property_tax_ledger"), ("effect --municipality 999999", HERE)],
    ids=["process", "municipality"],
)
def test_what_is_not_known_is_told_with_what_is(
    capsys: pytest.CaptureFixture[str], command: str, why: str
) -> None:
    assert main(command.split()) == 2
    assert why in capsys.readouterr().out
    assert main([*command.split(), "--json"]) == 2
    assert why in json.loads(capsys.readouterr().out)["error"]


@pytest.mark.django_db
def test_the_counters_that_households_visit_are_told_by_municipality_event_and_month(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with tenancy.municipality(HERE):
        record_counters("moving_in", each=4, remaining=1, day=TODAY.date())
        record_counters("moving_in", each=5, remaining=2, day=TODAY.date() - timedelta(days=19))
        record_counters("moving_in", each=9, remaining=9, day=TODAY.date() - timedelta(days=365))
    with clock.fixed(TODAY):
        found = told(capsys, "effect")["counters"]
        assert main(["effect", "--municipality", HERE]) == 0
        words = " ".join(capsys.readouterr().out.split())
        assert main(["effect", "--municipality", NEIGHBOUR]) == 0
    assert list(found) == [HERE]
    assert found[HERE]["whole"] == {"event": "", "households": 2, "before": 4.5, "after": 1.5}
    assert [(one["month"], one["before"], one["after"]) for one in found[HERE]["months"]] == [
        ("2026-03", 4.0, 1.0),
        ("2026-02", 5.0, 2.0),
    ]
    assert "会津若松市 2 4.5か所 1.5か所" in words
    assert "2026年02月 引越してきた 1 5.0か所 2.0か所" in words
    assert "まだありません。" in capsys.readouterr().out
