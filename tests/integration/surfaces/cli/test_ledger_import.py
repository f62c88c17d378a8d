"""`madoguchi ledger import`, as an administrator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.integration.journeys.tax_ledger.samples import (
    ASSETS,
    HERE,
    OWNERS,
    owners_of,
    table,
    transfer,
)

from madoguchi.engines.tax_ledger.domain.assets import ASSET_COLUMNS, OWNER_COLUMNS
from madoguchi.engines.tax_ledger.domain.notices import NOTICE_COLUMNS
from madoguchi.surfaces.cli.main import main


@pytest.mark.django_db
def test_files_are_taken_in_and_matched_and_a_second_time_nothing_happens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "o.csv").write_bytes(table(OWNER_COLUMNS, OWNERS))
    elsewhere = [dict(ASSETS[0], asset_id="X1", municipality_code="131016")]
    (tmp_path / "a.csv").write_bytes(table(ASSET_COLUMNS, ASSETS + elsewhere, municipality_code=HERE))
    bad = transfer("N2", cause_date="令和６年１３月３９日")
    text = table(NOTICE_COLUMNS, [transfer("N1"), bad]).decode("utf-8-sig")
    (tmp_path / "n.csv").write_bytes(text.encode("cp932"))
    command = f"ledger import --municipality {HERE} --json"
    files = [f"--{name}={tmp_path}/{name[0]}.csv" for name in ("owners", "assets", "notices")]
    assert main([*command.split(), *files]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["changes"], said["settled"], said["waiting"]) == (1, 1, 1)
    owners, assets, notices = said["files"]
    assert (owners["problems"], owners["taken"], assets["taken"]) == ([], 4, 4)
    assert [problem[1] for problem in assets["problems"]] == ["municipality_code"]
    assert [problem[:2] for problem in notices["problems"]] == [[3, "cause_date"]]
    assert owners_of("T001") == [("若松 太郎", "")]
    main([*command.split(), *files])
    again = json.loads(capsys.readouterr().out)
    assert (again["changes"], [one["again"] for one in again["files"]]) == (0, [True, True, True])


@pytest.mark.django_db
def test_a_file_that_is_not_there_or_no_table_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["ledger", "import", "--municipality", HERE, "--notices", str(tmp_path / "none.csv")]
    assert main(command) == 1
    assert "開けません" in capsys.readouterr().err
    (tmp_path / "none.csv").write_bytes("通知,番号\n1,2\n".encode())
    assert main(command) == 1
    assert "madoguchi ledger import: " in capsys.readouterr().err


@pytest.mark.django_db
def test_files_of_another_layout_are_read_by_a_column_map(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "o.csv").write_bytes(table(OWNER_COLUMNS, OWNERS))
    (tmp_path / "a.csv").write_bytes(table(ASSET_COLUMNS, ASSETS, municipality_code=HERE))
    said = table(NOTICE_COLUMNS, [transfer("N1")]).decode("utf-8-sig")
    heading, lines = said.split("\n", 1)
    notices = heading.replace("notice_id", "通知番号").replace("owner_address", "住所", 1) + "\n" + lines
    (tmp_path / "n.csv").write_text(notices, encoding="utf-8")
    command = ["ledger", "import", "--municipality", HERE, "--json"]
    command += [f"--{name}={tmp_path}/{name[0]}.csv" for name in ("owners", "assets", "notices")]
    assert main(command) == 1
    assert "notice_id" in capsys.readouterr().out
    columns = tmp_path / "columns.yaml"
    columns.write_text("notices: {notice_id: 通知番号, owner_address: 住所}\n", encoding="utf-8")
    assert main([*command, "--columns", str(columns)]) == 0
    assert json.loads(capsys.readouterr().out)["settled"] == 1
    columns.write_text("notices: [1]\n", encoding="utf-8")
    assert main([*command, "--columns", str(columns)]) == 1
