"""`madoguchi demo-data` as it is called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from madoguchi.core.database import prepare
from madoguchi.engines.residents.api import count_residents, find
from madoguchi.surfaces.cli.main import build_parser, discover

VILLAGE, TOWN = "074462", "074446"


@pytest.fixture
def call(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    # The test's database is ready; the command would prepare those of the demo.
    monkeypatch.setattr(prepare, "prepare_databases", list)
    commands = discover()

    def run(*arguments: str) -> int:
        parsed = build_parser(commands).parse_args(["demo-data", *arguments])
        return commands["demo_data"].run(parsed)

    return run


def test_as_many_people_as_asked_for_and_a_result_for_programs(
    call: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("--municipality", VILLAGE, "--municipality", TOWN, "--fraction", "0.1", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["residents"] == count_residents(VILLAGE) + count_residents(TOWN) == 124 + 160
    assert [each["municipality_code"] for each in told["municipalities"]] == [VILLAGE, TOWN]


def test_the_same_seed_makes_the_same_people_and_another_seed_others(call: Any) -> None:
    def people(*arguments: str) -> list[tuple[str, str]]:
        assert call("--municipality", VILLAGE, "--fraction", "0.1", "--replace", *arguments) == 0
        return [(record.name, str(record.uuid)) for record in find("さ", VILLAGE).records]

    first = people("--seed", "7")
    assert first == people("--seed", "7")
    assert first != people("--seed", "8")


def test_a_second_time_is_refused_with_what_to_add(call: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--municipality", VILLAGE, "--fraction", "0.05") == 0
    assert call("--municipality", VILLAGE, "--fraction", "0.05") == 1
    assert "--replace" in capsys.readouterr().err
    assert call("--municipality", VILLAGE, "--fraction", "0.1", "--replace") == 0
    assert count_residents(VILLAGE) == 124


def test_hamlets_come_from_a_table(call: Any, tmp_path: Path) -> None:
    table = tmp_path / "towns.csv"
    table.write_text(f"municipality_code,town,koaza\n{VILLAGE},大字小中津川,石仏\n", encoding="utf-8")
    assert call("--municipality", VILLAGE, "--fraction", "0.05", "--towns", str(table)) == 0
    records = find("サ", VILLAGE).records
    assert records
    assert all(record.address.startswith("大字小中津川字石仏") for record in records)


def test_wrong_arguments_are_answered_in_words(call: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--municipality", "999999") == 2
    assert "999999" in capsys.readouterr().err
    assert call("--municipality", VILLAGE, "--towns", "nowhere.csv") == 2
    assert "municipality_code, town, koaza" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        call("--fraction", "2")
    assert count_residents(VILLAGE) == 0
