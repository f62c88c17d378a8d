"""What the applicant is told: the whole state, sealed under their secret, whenever it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from madoguchi.core import clock
from madoguchi.core.actions import Context, Event, subscribe
from madoguchi.engines.cases.api import Case, CaseEvent, Channel, Step
from madoguchi.engines.courier.api import record_reply
from madoguchi.journeys.online_application.domain.states import (
    LONGEST_MESSAGE,
    MOST_LINES,
    CaseStanding,
    CaseStatus,
    FieldToCorrect,
    Message,
    Reception,
    Standing,
)
from madoguchi.journeys.online_application.models import Application, ApplicationState
from madoguchi.journeys.online_application.office.applications import is_verified, pending_correction
from madoguchi.journeys.online_application.office.notices import notify
from madoguchi.journeys.online_application.office.portal.reporting import report
from madoguchi.lib.sealing import Content

MOVES = ("accepted", "started", "correction_requested", "corrected", "decided", "finished", "rejected",
         "withdrawn")  # fmt: skip
"""The steps of a case after which the applicant is told."""

_TOLD_STEPS = [step.value for step in Step if step.value in MOVES or step is Step.ARRIVED]
_FOR_THE_APPLICANT = frozenset({Step.CORRECTION_REQUESTED, Step.REJECTED})
"""Steps whose note is written to the applicant; those of others are the desk's own."""

_RECEPTIONS = {
    ApplicationState.HELD: Reception.HELD,
    ApplicationState.OPENED: Reception.RECEIVED,
    ApplicationState.REFUSED: Reception.REFUSED,
    ApplicationState.REPEATED: Reception.REFUSED,
    ApplicationState.WITHDRAWN: Reception.WITHDRAWN,
}
_RESULTS = frozenset({CaseStatus.DECIDED, CaseStatus.DONE, CaseStatus.REJECTED})
RESULT_ELSEWHERE = "結果は、本人に直接お知らせします。"
"""What whoever acts for somebody reads instead of the result."""
_quiet: ContextVar[bool] = ContextVar("online_application_quiet", default=False)


@contextmanager
def told_once() -> Iterator[None]:
    """Cases that move inside the block tell nothing; whoever moves them tells once, behind it."""
    before = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(before)


def tell(
    context: Context,
    application: Application,
    cases: Iterable[Case] | None = None,
    *,
    verified: bool | None = None,
) -> None:
    """Send the whole state to the applicant, and a notice by e-mail where they want one.

    An application of the マイナポータル is told about there; one whose letter named a box that was not signed
    is told to nobody.

    No e-mail goes to an address before the signature is verified: whoever posts a letter can name anybody's.
    To be called in the transaction that changed something. `cases` spares reading those just opened, and
    `verified` whether the signature is.
    """
    if cases is None:
        standing = standing_of(application)
    else:
        standing = _standing(application, [(case, context.now, "") for case in cases])
    if application.is_from_portal:
        report(context, application.portal_number, standing)
        return
    if not application.has_reply_box:
        return
    # Now, and not when the action began: whoever has the application's row is alone with it.
    told = replace(standing, told_at=clock.now())
    record_reply(context, application.reply, Content(told.to_payload()))
    if application.mail and (is_verified(application) if verified is None else verified):
        notify(context.municipality_code, application.uuid)


def standing_of(application: Application) -> Standing:
    """The state of an application as it is now, inside `tenancy.municipality(...)`."""
    cases = list(Case.objects.filter(source_uuid=application.uuid).order_by("id")[:MOST_LINES])
    steps = CaseEvent.objects.filter(case__in=cases, step__in=_TOLD_STEPS).order_by("at", "id")
    last = {event.case_id: event for event in steps}
    return _standing(application, [(case, *_said(case, last.get(case.pk))) for case in cases])


def _said(case: Case, last: CaseEvent | None) -> tuple[datetime, str]:
    """Since when the case stands where it stands, and what the desk wrote to the applicant."""
    if last is None:
        return case.opened_at, ""
    return last.at, last.note if Step(last.step) in _FOR_THE_APPLICANT else ""


def _standing(application: Application, cases: Iterable[tuple[Case, datetime, str]]) -> Standing:
    rows = [_as_told(application, *row) for row in cases]
    waiting = {str(case.uuid) for case, status, _, _ in rows if status is CaseStatus.CORRECTION}
    return Standing(
        application=application.uuid,
        number=application.number,
        received_at=application.received_at,
        # Where there are cases, a correction is held, and not the application.
        reception=Reception.RECEIVED if rows else _RECEPTIONS[ApplicationState(application.state)],
        cases=tuple(
            CaseStanding(
                procedure=case.procedure_key,
                person=case.person_index,
                status=status,
                at=at,
                message=message[:LONGEST_MESSAGE],
                # Nothing else is asked of the applicant: the office has days of its own.
                due=case.due if status is CaseStatus.CORRECTION else None,
            )
            for case, status, at, message in rows
        ),
        messages=tuple(
            Message(datetime.fromisoformat(one["at"]), one["text"][:LONGEST_MESSAGE])
            for one in application.messages[-MOST_LINES:]
        ),
        fields_to_correct=tuple(
            FieldToCorrect(one["item"], one["person"], one["reason"])
            for one in application.to_correct
            if one["case"] in waiting
        ),
        files_wanted=tuple(one["name"] for one in application.files_wanted if one["case"] in waiting),
    )


def _as_told(
    application: Application, case: Case, at: datetime, message: str
) -> tuple[Case, CaseStatus, datetime, str]:
    """A case whose correction has come and waits for a person waits for the office, not for the applicant."""
    status = CaseStatus(case.status)
    if status in _RESULTS and not application.tells_result:
        return case, CaseStatus.DONE, at, RESULT_ELSEWHERE
    held = pending_correction(application) if status is CaseStatus.CORRECTION else None
    if held is not None and at <= held.received_at:
        return case, CaseStatus.EXAMINING, held.received_at, ""
    return case, status, at, message


def add_message(application: Application, at: datetime, text: str) -> None:
    """Keep what the office tells the applicant; the row is not saved."""
    application.messages = [
        *application.messages,
        {"at": at.isoformat(timespec="seconds"), "text": text[:LONGEST_MESSAGE]},
    ]


def _case_moved(context: Context, event: Event) -> None:
    """A desk has moved a case: its applicant is told, if it came online."""
    if _quiet.get():
        return
    uuid = UUID(event.subject.removeprefix("case:"))
    source = (
        Case.objects.filter(uuid=uuid, channel=Channel.ONLINE.value)
        .values_list("source_uuid", flat=True)
        .first()
    )
    # Locked: two desks that move two cases of one application at once each send the state of both.
    application = Application.objects.select_for_update().filter(uuid=source).first() if source else None
    if application is not None:
        tell(context, application)


@subscribe("mandates.checked")
def _mandate_checked(context: Context, event: Event) -> None:
    """A desk has looked at the mandate of whoever acts: they hear the result where the person wishes it."""
    if event.data.get("from_outside") is not True:
        return
    uuid = UUID(event.subject.removeprefix("application:"))
    application = Application.objects.select_for_update().filter(uuid=uuid).first()
    tells = event.data.get("notices_to_agent") is True
    if application is not None and application.tells_result is not tells:
        application.tells_result = tells
        application.save(update_fields=["tells_result"])
        tell(context, application)


for _step in MOVES:
    subscribe(f"cases.{_step}")(_case_moved)
