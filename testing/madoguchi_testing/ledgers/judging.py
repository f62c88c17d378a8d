"""How good results are: matched, and of these right; by case, so that it is seen where it fails."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from madoguchi.engines.tax_ledger.domain.deciding import Outcome


@dataclass(slots=True)
class Judged:
    """Counts of one case. `clear` are notices that have one answer; `matched` and `right` of all."""

    notices: int = 0
    clear: int = 0
    matched: int = 0
    right: int = 0

    @property
    def share_matched(self) -> float:
        """Matched, of all notices."""
        return self.matched / self.notices if self.notices else 1.0

    @property
    def precision(self) -> float:
        """Right, of those that were matched."""
        return self.right / self.matched if self.matched else 1.0

    @property
    def recall(self) -> float:
        """Matched and right, of the notices that have one answer."""
        return self.right / self.clear if self.clear else 1.0


def read_truth(path: Path) -> dict[str, dict[str, str]]:
    """The truth by `notice_id`."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["notice_id"]: row for row in csv.DictReader(file)}


def judge_results(
    outcomes: Iterable[Outcome], truth: Mapping[str, Mapping[str, str]]
) -> tuple[Judged, dict[str, Judged], list[tuple[Outcome, Mapping[str, str]]]]:
    """All together, by case, and the matched ones that are wrong."""
    total = Judged()
    by_case: dict[str, Judged] = defaultdict(Judged)
    wrong = []
    for outcome in outcomes:
        true = truth[outcome.notice_id]
        clear = true["expected"] == "matched"
        right = clear and (outcome.asset_id, outcome.owner_id) == (true["asset_id"], true["owner_id"])
        matched = outcome.status == "matched"
        for counts in (total, by_case[true["case"]]):
            counts.notices += 1
            counts.clear += clear
            counts.matched += matched
            counts.right += matched and right
        if matched and not right:
            wrong.append((outcome, true))
    return total, dict(by_case), wrong
