"""Matching what was received, and entering it: in rounds, for one notice can be about what another did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, run
from madoguchi.engines.tax_ledger.api import Notice, NoticeState
from madoguchi.engines.tax_ledger.domain.deciding import Outcome
from madoguchi.journeys.tax_ledger.actions.entering import Entered, EnterOutcomes
from madoguchi.journeys.tax_ledger.matched import match
from madoguchi.journeys.tax_ledger.reviewing import ask_people
from madoguchi.journeys.tax_ledger.rows import ledger_texts, notice_text

_TOGETHER: Final = 100
"""Notices that are entered in one transaction, and handed over together."""


def work_off(context: Context) -> Entered:
    """Match all notices that were received and enter the sure ones; the sums of what became of them.

    A second notice about the same asset is matched after the first one was entered. Several may work at once:
    each notice is entered by one of them.
    """
    total = Entered()
    while True:
        with tenancy.municipality(context.municipality_code):
            rows = list(Notice.objects.filter(status=NoticeState.RECEIVED.value).order_by("id"))
            assets, owners = ledger_texts() if rows else ([], [])
        if not rows:
            return total
        outcomes = match([notice_text(row) for row in rows], assets, owners)
        # Whatever matching said nothing about would be asked for ever.
        now = _first_of_each_asset(outcomes)
        for batch in _batches(now):
            done = run(EnterOutcomes(), context, batch)
            with tenancy.municipality(context.municipality_code):
                ask_people(context, done.waiting)
            total = Entered(
                (*total.changes, *done.changes), (*total.waiting, *done.waiting), total.settled + done.settled
            )
        if not now:
            return total


def _first_of_each_asset(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those that no earlier one of the round can change: one for each asset that they may be about."""
    touched: set[str] = set()
    now = []
    for outcome in outcomes:
        about = {number for number in (outcome.asset_id, *outcome.candidates) if number}
        if not about & touched:
            now.append(outcome)
        touched |= about
    return now


def _batches(outcomes: Sequence[Outcome]) -> Iterable[Sequence[Outcome]]:
    waiting = iter(outcomes)
    while batch := tuple(islice(waiting, _TOGETHER)):
        yield batch
