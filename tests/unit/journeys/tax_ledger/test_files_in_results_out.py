"""A generated ledger, matched: nearly all decided, hardly anything wrong, the same in several processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.engines.tax_ledger.domain.deciding import Status
from madoguchi.journeys.tax_ledger import files as by_files
from madoguchi.journeys.tax_ledger.files import Matched, match_files
from madoguchi_testing.ledgers.generating import write_ledger
from madoguchi_testing.ledgers.judging import judge_results, read_truth
from madoguchi_testing.ledgers.model import LedgerOrder

NAMES = ("notices.csv", "assets.csv", "owners.csv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ledger")
    write_ledger(LedgerOrder(seed=11, assets=6_000, notices=3_000), folder)
    return folder


def _matched(folder: Path, processes: int) -> Matched:
    notices, assets, owners = (folder / name for name in NAMES)
    return match_files(notices, assets, owners, processes=processes)


def test_nearly_all_is_decided_and_hardly_anything_wrong(folder: Path) -> None:
    total, by_case, _ = judge_results(_matched(folder, 1).outcomes, read_truth(folder / "truth.csv"))
    assert total.recall >= 0.97
    assert total.matched - total.right <= 3
    for trap in ("台帳にない地番", "別の市町村", "ありえない日付", "持分が1を超える", "新しい所有者が死亡"):
        assert trap not in by_case or by_case[trap].matched == 0


def test_several_processes_say_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_files, "_WORTH_A_PROCESS", 1_000)
    assert _matched(folder, 2) == _matched(folder, 1)


def test_one_number_gives_the_same_files(tmp_path: Path) -> None:
    order = LedgerOrder(seed=4, assets=60, notices=20)
    for name in ("one", "two"):
        write_ledger(order, tmp_path / name)
    for name in (*NAMES, "truth.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_every_notice_with_a_number_has_one_outcome_and_bad_lines_are_for_people(tmp_path: Path) -> None:
    write_ledger(LedgerOrder(seed=4, assets=60, notices=20), tmp_path)
    file = tmp_path / "notices.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    ids = [line.split(",")[0] for line in lines[1:]]
    lines[3] = lines[3][:30] + "\n"
    lines.append(lines[5])
    lines.append(lines[6].replace("令和", "平成", 1))
    file.write_text("".join(lines), encoding="utf-8")
    matched = _matched(tmp_path, 1)
    assert sorted(one.notice_id for one in matched.outcomes) == sorted(ids)
    told = {one.notice_id: one.status for one in matched.outcomes}
    assert told[ids[2]] is told[ids[5]] is Status.REVIEW
    assert {problem.line for problem in matched.problems} >= {4, 22, 23}
