"""A batch of notices: what one of them tells is known to the others.

Who bought in an earlier notice may sell in a later one; who buys may have told a new address (住所変更) in
another notice of the same batch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from madoguchi.engines.tax_ledger.domain.checking import read_day
from madoguchi.engines.tax_ledger.domain.choosing import Moved, is_at_new_address
from madoguchi.engines.tax_ledger.domain.deciding import Outcome, Status
from madoguchi.engines.tax_ledger.domain.index import LedgerIndex
from madoguchi.engines.tax_ledger.domain.matching import match_after, match_notice
from madoguchi.engines.tax_ledger.domain.notices import Event, Notice
from madoguchi.engines.tax_ledger.domain.owners import read_written

_NEW_OWNERS = (Event.TRANSFER, Event.BUILT)


def match_notices(notices: Iterable[Notice], ledger: LedgerIndex) -> Iterator[Outcome]:
    """What each notice means, in their order.

    A transfer of what changed hands in an earlier notice of the same batch is compared with its new owner,
    and whoever buys with the address that another notice tells.
    Notices are told apart by their place in the batch, not by their number.
    """
    batch = list(notices)
    outcomes = [match_notice(notice, ledger) for notice in batch]
    yield from follow_batch(batch, outcomes, ledger)


def follow_batch(batch: Sequence[Notice], outcomes: list[Outcome], ledger: LedgerIndex) -> list[Outcome]:
    """Look again at notices that others of the batch say something about.

    `outcomes` are those of the batch, one by one; they are changed and given back.
    """
    _follow_moves(batch, outcomes, ledger)
    return _follow_chains(batch, outcomes, ledger)


def _follow_moves(batch: Sequence[Notice], outcomes: list[Outcome], ledger: LedgerIndex) -> None:
    moved = _moved(batch, outcomes)
    if not moved:
        return
    for index, notice in enumerate(batch):
        if notice.event not in _NEW_OWNERS or outcomes[index].column:
            continue
        found = [
            one
            for written in read_written(notice.owner_name, notice.owner_address).people
            for key in written.keys
            for one in moved.get(key, ())
            if is_at_new_address(written, one, ledger.reader)
        ]
        if found:
            outcomes[index] = match_after(notice, ledger, moved=list(dict.fromkeys(found)))


def _moved(batch: Sequence[Notice], outcomes: Sequence[Outcome]) -> dict[str, list[Moved]]:
    """Who moved where by the sure notices of the batch, by the keys of their names."""
    found: dict[str, list[Moved]] = defaultdict(list)
    for notice, outcome in zip(batch, outcomes, strict=True):
        if notice.event != Event.NEW_ADDRESS or outcome.status is not Status.MATCHED:
            continue
        people = read_written(notice.owner_name, notice.owner_address).people
        if len(people) == 1 and outcome.owner_id and ";" not in outcome.owner_id:
            one = Moved(outcome.owner_id, people[0].keys, people[0].address)
            for key in one.keys:
                found[key].append(one)
    return found


def _follow_chains(batch: Sequence[Notice], outcomes: list[Outcome], ledger: LedgerIndex) -> list[Outcome]:
    """Look again at transfers whose previous owner got the asset in an earlier notice of the batch."""
    taken: dict[str, list[int]] = defaultdict(list)
    order = sorted(range(len(batch)), key=lambda index: (_received(batch[index]), index))
    for index in order:
        notice, outcome = batch[index], outcomes[index]
        if notice.event not in (Event.TRANSFER, Event.NEW_NAME) or outcome.column or not outcome.candidates:
            continue
        asset_id = outcome.candidates[0]
        if outcome.status is Status.REVIEW and taken[asset_id]:
            before = [batch[earlier] for earlier in taken[asset_id]]
            again = match_after(notice, ledger, before)
            if again.status is Status.MATCHED:
                outcomes[index] = outcome = again
        if outcome.status is Status.MATCHED:
            taken[outcome.asset_id].append(index)
    return outcomes


def _received(notice: Notice) -> str:
    day = read_day(notice.received_on) if notice.received_on else None
    return day.isoformat() if day is not None else ""
