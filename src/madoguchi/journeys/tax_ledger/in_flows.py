"""A notice file is a case of its flow; its steps of matching and entering end by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.conf import settings

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, Event, run, subscribe
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.cases.api import Channel, NewCase, OpenCases, OpenCasesInput
from madoguchi.engines.flows.api import Happened, Waiting, tell_flow, wait
from madoguchi.engines.tax_ledger.api import READ, LedgerFile, Notice, NoticeState, is_on_desk_of
from madoguchi.journeys.tax_ledger.actions.entering import SETTLED
from madoguchi.journeys.tax_ledger.actions.taking import RECEIVED

FLOW: Final = "property_tax_ledger"
MATCHED: Final = "tax_ledger.matched"
ENTERED: Final = "tax_ledger.entered"
_KNOWN, _SAME, _CHANGES = "known", "same_value", "value_changes"
_OPEN = (NoticeState.RECEIVED.value, NoticeState.WAITING.value)


@subscribe(RECEIVED)
def _begin(context: Context, event: Event) -> None:
    """Open a case for the file on the desk of its flow, once."""
    flow = (
        load_packs_or_refuse(settings.MADOGUCHI_PACKS)
        .for_municipality(context.municipality_code)
        .flows.get(FLOW)
    )
    file = LedgerFile.objects.get(uuid=UUID(event.subject.partition(":")[2]))
    if flow is None or flow.notice is None or file.subject:
        return
    new = NewCase(flow.key, flow.label, flow.notice.desk, person_name=f"{flow.notice.label} {file.taken}件")
    (case,) = run(OpenCases(), _platform(context), OpenCasesInput(file.uuid, (new,), Channel.NOTICE))
    file.subject = f"case:{case.uuid}"
    file.save(update_fields=["subject"])


@subscribe(SETTLED)
def _settled(context: Context, event: Event) -> None:
    """The flows of files of which nothing is open any more go on."""
    for subject in _done(event.data["files"]):
        tell_flow(_platform(context), Happened(MATCHED, subject, _KNOWN))
        tell_flow(_platform(context), Happened(ENTERED, subject, _value_of(subject)))


def file_of_case(context: Context, case: UUID) -> UUID | None:
    """The file whose notices a case is, for who sees the ledger."""
    if not context.actor.may(READ) or not is_on_desk_of(context.actor):
        return None
    with tenancy.municipality(context.municipality_code):
        rows = LedgerFile.objects.filter(subject=f"case:{case}")
        return rows.values_list("uuid", flat=True).first()


@wait(MATCHED)
def _was_matched(context: Context, subject: str) -> Waiting:
    return Waiting(subject, _KNOWN if _is_done(subject) else None)


@wait(ENTERED)
def _was_entered(context: Context, subject: str) -> Waiting:
    return Waiting(subject, _value_of(subject) if _is_done(subject) else None)


def _done(files: Iterable[str]) -> list[str]:
    rows = LedgerFile.objects.filter(uuid__in=list(files)).exclude(subject="")
    return [one.subject for one in rows if _is_done(one.subject)]


def _is_done(subject: str) -> bool:
    """Whether all notices of the file are settled; a case without a file is done by people."""
    notices = Notice.objects.filter(file__subject=subject)
    return notices.exists() and not notices.filter(status__in=_OPEN).exists()


def _value_of(subject: str) -> str:
    """Whether anybody has to look at a value after what was entered."""
    rows = Notice.objects.filter(file__subject=subject, changes__asset__isnull=False)
    return _CHANGES if rows.exclude(changes__asset__valuation_due="").exists() else _SAME


def _platform(context: Context) -> Context:
    return Context(context.municipality_code, Actor.system("flow"), context.now, "登記済通知の受け付け")
