"""Files in, results out: notices matched against a ledger that stands in two files, without a database."""

from __future__ import annotations

import csv
import gc
import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from madoguchi.engines.tax_ledger.domain.addresses import AddressReader
from madoguchi.engines.tax_ledger.domain.columns import ColumnMap
from madoguchi.engines.tax_ledger.domain.deciding import RESULT_COLUMNS, Outcome, Status
from madoguchi.engines.tax_ledger.domain.files import (
    NoticeFile,
    Rejected,
    read_assets,
    read_notices,
    read_owners,
)
from madoguchi.engines.tax_ledger.domain.following import follow_batch
from madoguchi.engines.tax_ledger.domain.index import LedgerIndex
from madoguchi.engines.tax_ledger.domain.matching import match_notice
from madoguchi.engines.tax_ledger.domain.notices import Notice
from madoguchi.engines.tax_ledger.domain.problems import PROBLEM_COLUMNS, Problem
from madoguchi.lib.cells import safe_cell
from madoguchi.lib.garbage import without_looking_for_garbage
from madoguchi.lib.japanese.addresses import Parser, Places

_WORTH_A_PROCESS = 2_000
"""Notices for which another process pays."""
_MOST_PROCESSES = 8


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of files: an outcome for each notice in the order of the file, and what was wrong where."""

    outcomes: list[Outcome]
    problems: list[Problem]

    def count(self, status: Status) -> int:
        """How many notices have a status."""
        return sum(outcome.status is status for outcome in self.outcomes)


def match_files(
    notices: Path,
    assets: Path,
    owners: Path,
    *,
    columns: Mapping[str, ColumnMap] | None = None,
    places: Places | None = None,
    processes: int | None = None,
) -> Matched:
    """Match a file of notices against files of assets and owners.

    Several processes where it pays (as many as there are cores, unless told otherwise). Raises FileError
    for a file that cannot be used at all; whatever else is wrong is among the problems.
    """
    columns = columns or {}
    with without_looking_for_garbage():
        file = read_notices(notices, columns.get("notices"))
        of_assets, asset_problems = read_assets(assets, columns.get("assets"))
        of_owners, owner_problems = read_owners(owners, columns.get("owners"))
        ledger = LedgerIndex(of_assets, of_owners, AddressReader(Parser(places)))
    problems = [*file.problems, *asset_problems, *owner_problems]
    outcomes = match_batch(file.notices, ledger, processes=processes)
    return _together(notices.name, file, outcomes, problems)


def match_batch(
    notices: Sequence[Notice], ledger: LedgerIndex, *, processes: int | None = None
) -> list[Outcome]:
    """The outcome of each notice, in their order, without evidence; in several processes where it pays."""
    wanted = min(_MOST_PROCESSES, processes or len(os.sched_getaffinity(0)), len(notices) // _WORTH_A_PROCESS)
    if wanted < 2 or "fork" not in multiprocessing.get_all_start_methods():
        outcomes = [match_notice(notice, ledger, explained=False) for notice in notices]
    else:
        outcomes = list(_in_processes(notices, ledger, wanted))
    return follow_batch(notices, outcomes, ledger)


_shared: tuple[Sequence[Notice], LedgerIndex] | None = None
"""What forked processes look at; they get it without copying."""


def _in_processes(notices: Sequence[Notice], ledger: LedgerIndex, count: int) -> Iterator[Outcome]:
    global _shared
    ledger.owners.prepare()
    gc.freeze()
    _shared = notices, ledger
    try:
        # Many small parts, so that no process waits for the other.
        step = max(500, len(notices) // (count * 16))
        parts = [(begin, begin + step) for begin in range(0, len(notices), step)]
        with multiprocessing.get_context("fork").Pool(count) as pool:
            for found in pool.imap(_match_part, parts):
                yield from found
    finally:
        _shared = None
        gc.unfreeze()


def _match_part(part: tuple[int, int]) -> list[Outcome]:
    if _shared is None:
        raise RuntimeError("no ledger was handed to this process")
    notices, ledger = _shared
    gc.disable()
    return [match_notice(notice, ledger, explained=False) for notice in notices[slice(*part)]]


def _together(name: str, file: NoticeFile, outcomes: Sequence[Outcome], problems: list[Problem]) -> Matched:
    """Outcomes of matched notices and of lines that cannot be used, by their lines."""
    placed = list(zip((notice.line for notice in file.notices), outcomes, strict=True))
    placed += [(one.problem.line, _refused(one)) for one in file.rejected]
    placed.sort(key=lambda one: one[0])
    for line, outcome in placed:
        if outcome.column and line:
            problems.append(
                Problem(name, line, outcome.column, outcome.reason, outcome.remedy, outcome.notice_id)
            )
    return Matched([outcome for _, outcome in placed], _in_order(problems))


def _refused(rejected: Rejected) -> Outcome:
    return Outcome(rejected.notice_id, Status.REVIEW, "", "", 0.0, rejected.problem.what)


def _in_order(problems: list[Problem]) -> list[Problem]:
    files = {name: index for index, name in enumerate(dict.fromkeys(problem.file for problem in problems))}
    return sorted(problems, key=lambda problem: (files[problem.file], problem.line))


def write_outcomes(outcomes: Sequence[Outcome], file: TextIO) -> None:
    """Write the result: one line for each notice."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(RESULT_COLUMNS)
    for one in outcomes:
        writer.writerow(
            (one.notice_id, one.status.value, one.asset_id, one.owner_id, f"{one.score:.4f}", one.reason)
        )


def write_problems(problems: Sequence[Problem], file: TextIO) -> None:
    """Write what is wrong: one line for each, for people, in cells that no spreadsheet runs."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(PROBLEM_COLUMNS)
    for one in problems:
        told = (one.file, str(one.line), one.column, one.notice_id, one.what, one.remedy)
        writer.writerow([safe_cell(text) for text in told])
