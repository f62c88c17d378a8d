"""Notices become entries by themselves where matching is sure; all others wait for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.api import Change, Notice, NoticeState
from madoguchi.engines.tax_ledger.domain.deciding import Outcome, Status
from madoguchi.journeys.tax_ledger.choosing import proposal
from madoguchi.journeys.tax_ledger.handing_over import hand_over
from madoguchi.journeys.tax_ledger.telling import told_of, written_owners

SETTLED = "tax_ledger.settled"
_TWICE = "同じ番号の通知が、別の内容でもう届いています。どちらが正しいか確かめてください。"
_UNCERTAIN = "所有者か資産が決まりません。"


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of some notices: the changes, the notices that wait for a person now, and their files."""

    changes: tuple[Change, ...] = ()
    waiting: tuple[Notice, ...] = ()
    settled: int = 0
    files: tuple[UUID, ...] = ()


class EnterOutcomes(Action[Sequence[Outcome], Entered]):
    """Enter what matching is sure of; everything else waits for a person, with the reason.

    `Outcome.notice_id` is the key of the stored notice. A notice that somebody has settled meanwhile is left
    as it is.
    """

    name: ClassVar[str] = "tax_ledger.enter_outcomes"
    permission: ClassVar[str | None] = book.WORK

    def perform(self, context: Context, given: Sequence[Outcome]) -> Entered:
        """One after the other, in the order of the file."""
        book.one_writer(context.municipality_code)
        locked = Notice.objects.select_for_update(of=("self",)).select_related("file")
        rows = locked.in_bulk([int(one.notice_id) for one in given])
        changes: list[Change] = []
        waiting: list[Notice] = []
        settled = 0
        for outcome in sorted(given, key=lambda one: int(one.notice_id)):
            notice = rows.get(int(outcome.notice_id))
            if notice is None or notice.state is not NoticeState.RECEIVED:
                continue
            changes += _enter_sure(context, notice, outcome)
            if NoticeState(notice.status) is NoticeState.WAITING:
                waiting.append(notice)
            else:
                settled += 1
        hand_over(context, changes)
        files = tuple(dict.fromkeys(one.file.uuid for one in rows.values()))
        return Entered(tuple(changes), tuple(waiting), settled, files)

    def subject(self, given: Sequence[Outcome], result: Entered) -> str:
        """All of them."""
        return "notices"

    def details(self, given: Sequence[Outcome], result: Entered) -> Mapping[str, Any]:
        """Numbers, and which changes."""
        return {
            "notices": len(given),
            "changes": [str(one.uuid) for one in result.changes],
            "waiting": len(result.waiting),
        }

    def events(self, context: Context, given: Sequence[Outcome], result: Entered) -> Iterable[Event]:
        """Somebody may wait for that."""
        yield Event(SETTLED, "notices", {"files": [str(one) for one in result.files]})


def _enter_sure(context: Context, notice: Notice, outcome: Outcome) -> Sequence[Change]:
    """The changes of a sure notice; otherwise the notice waits afterwards and says why."""
    notice.score = outcome.score
    notice.evidence = {
        "compared": [[one.field, one.notice, one.ledger, one.agreement.value] for one in outcome.evidence],
        "assets": [number for number in dict.fromkeys((outcome.asset_id, *outcome.candidates)) if number],
        "owners": outcome.owner_id,
        # What is wrong in the notice itself is not a question of this or that candidate.
        "unsure": outcome.status is Status.REVIEW and not outcome.column,
    }
    reason = " ".join(filter(None, (outcome.reason, outcome.remedy)))
    sure = outcome.status is Status.MATCHED
    if Notice.objects.filter(number=notice.number).exclude(pk=notice.pk).exists():
        sure, reason = False, _TWICE
    try:
        choice = proposal(notice, outcome)
        notice.asset = choice.asset
        notice.owner = next((one for one in choice.owners if isinstance(one, book.Owner)), None)
        if sure:
            told = told_of(notice.content, written_owners(notice.content))
            with transaction.atomic():
                return book.enter(context, notice, told, choice)
    except book.NotEnterableError as refused:
        reason = str(refused) if sure or not reason else reason
    book.settle(context, notice, NoticeState.WAITING, reason or _UNCERTAIN)
    return ()
