"""What a member of staff does to bring a record over by hand: take it, tick fields, say that it is done.

Two clerks may open the same record at the same moment. The row's lock lets one take it; whoever looks on is
told who is at work, and takes it over only by saying so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context
from madoguchi.core.measuring.api import record_work
from madoguchi.core.packs import HandoverMethod, MunicipalityPack
from madoguchi.engines.handover.actions.retrying import HandoverNotFoundError
from madoguchi.engines.handover.domain.entries import EntrySheet, entry_sheet
from madoguchi.engines.handover.domain.parcels import Status
from madoguchi.engines.handover.models import FieldEntry, HandoverRecord
from madoguchi.engines.handover.telling import tell_acknowledged
from madoguchi.lib.japanese.text import clean_line, clean_text

ENTER = "handover.enter"
ANY_DESK = "cases.assign"
LONGEST_REFERENCE = 60


class NotEnteredByPeopleError(Exception):
    """この引き渡しは、職員が入力するものではありません。"""


class NotYourRecordError(Exception):
    """この引き渡しは、ほかの課の仕事です。その課の職員か係長に知らせてください。"""


class HeldByOtherError(Exception):
    """ほかの職員が入力しています。"""


class NoLongerWaitingError(Exception):
    """この引き渡しは、もう終わっています。画面を開き直して、いまの状態を確かめてください。"""


class FieldsLeftError(Exception):
    """まだ入力していない欄があります。"""


class UnknownFieldError(LookupError):
    """この欄は、この入力画面にありません。画面を開き直してください。"""


class ReasonMissingError(Exception):
    """基幹システムに入れられない理由を書いてください。"""


@dataclass(frozen=True, slots=True)
class Taking:
    """Which record; `from_other`: also from a colleague who is at work on it."""

    uuid: UUID
    from_other: bool = False


@dataclass(frozen=True, slots=True)
class Ticking:
    """Which field of which record was entered, or was not after all."""

    uuid: UUID
    entry: str
    entered: bool
    pack: MunicipalityPack = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finishing:
    """Which record is done; `reference` is the core system's number, where it shows one."""

    uuid: UUID
    pack: MunicipalityPack = field(repr=False)
    reference: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Refusing:
    """Which record the core system does not take, and why."""

    uuid: UUID
    reason: str = field(repr=False)


class _ByHand(Action[Any, HandoverRecord]):
    """What these actions have in common."""

    permission: ClassVar[str | None] = ENTER

    def subject(self, given: Any, result: HandoverRecord) -> str:
        """The record."""
        return f"handover:{result.uuid}"


class TakeEntry(_ByHand):
    """Begin, or go on with, bringing a record over."""

    name: ClassVar[str] = "handover.take"

    def perform(self, context: Context, given: Taking) -> HandoverRecord:
        """Raises HandoverNotFoundError, NotEnteredByPeopleError, NotYourRecordError, NoLongerWaitingError,
        HeldByOtherError.
        """
        record = _locked(context, given.uuid)
        if record.holder_id not in ("", context.actor.id) and not given.from_other:
            raise HeldByOtherError(_held_by(record))
        record.holder_id, record.holder_name = context.actor.id, context.actor.display_name
        record.held_at = context.now
        record.save(update_fields=["holder_id", "holder_name", "held_at"])
        return record


class ReleaseEntry(_ByHand):
    """Let go of a record that is not done, for somebody else; what was ticked stays."""

    name: ClassVar[str] = "handover.release"

    def perform(self, context: Context, given: Taking) -> HandoverRecord:
        """Raises as TakeEntry."""
        record = _held(context, given.uuid)
        record.holder_id = record.holder_name = ""
        record.held_at = None
        record.save(update_fields=["holder_id", "holder_name", "held_at"])
        return record


class TickField(_ByHand):
    """One field is in the core system, or is not after all. Doing it twice changes nothing."""

    name: ClassVar[str] = "handover.tick"

    def perform(self, context: Context, given: Ticking) -> HandoverRecord:
        """Raises as TakeEntry, and UnknownFieldError."""
        record = _held(context, given.uuid)
        if given.entry not in {entry.key for entry in sheet_of(record, given.pack).entries}:
            raise UnknownFieldError(UnknownFieldError.__doc__)
        if given.entered:
            FieldEntry.objects.get_or_create(
                record=record,
                field=given.entry,
                defaults={
                    "municipality_code": context.municipality_code,
                    "entered_by": context.actor.id,
                    "entered_by_name": context.actor.display_name,
                    "entered_at": context.now,
                },
            )
        else:
            FieldEntry.objects.filter(record=record, field=given.entry).delete()
        return record

    def details(self, given: Ticking, result: HandoverRecord) -> Mapping[str, Any]:
        """Which field, without its value."""
        return {"field": given.entry, "entered": given.entered}


class FinishEntry(_ByHand):
    """Everything is in the core system. Saying it twice changes nothing."""

    name: ClassVar[str] = "handover.finish"

    def perform(self, context: Context, given: Finishing) -> HandoverRecord:
        """Raises as TakeEntry, and FieldsLeftError, TextError (the reference)."""
        reference = clean_line(given.reference, LONGEST_REFERENCE)
        done = HandoverRecord.objects.select_for_update().filter(uuid=given.uuid).first()
        if done is not None and done.state is Status.ACKNOWLEDGED and done.way.by_people:
            _check_desk(context.actor, done)
            return done
        record = _held(context, given.uuid)
        if record.way is HandoverMethod.TRANSCRIPTION:
            wanted = {entry.key for entry in sheet_of(record, given.pack).entries}
            left = wanted - set(record.entered.values_list("field", flat=True))
            if left:
                raise FieldsLeftError(
                    f"まだ入力していない欄が{len(left)}つあります。入力したら「入力した」に印を付けてください。"
                )
        record.status = Status.ACKNOWLEDGED.value
        record.reference = reference
        record.attempts += 1
        record.delivered_at = record.acknowledged_at = context.now
        record.next_attempt_at, record.message = None, ""
        record.save(
            update_fields=[
                "status", "reference", "attempts", "delivered_at", "acknowledged_at", "next_attempt_at",
                "message",
            ]
        )  # fmt: skip
        procedure = given.pack.procedures.get(record.procedure_key)
        if procedure is not None and procedure.flow is not None:
            journey = record.visit_uuid or record.uuid
            record_work(procedure.flow, "handover.enter", journey, began=record.held_at, ended=context.now)
        tell_acknowledged(context, [record.uuid])
        return record

    def details(self, given: Finishing, result: HandoverRecord) -> Mapping[str, Any]:
        """The status."""
        return {"status": result.status}


class RefuseEntry(_ByHand):
    """The core system does not take it: told to people, repeated by RetryHandover."""

    name: ClassVar[str] = "handover.refuse"

    def perform(self, context: Context, given: Refusing) -> HandoverRecord:
        """Raises as TakeEntry, and ReasonMissingError, TextError."""
        reason = clean_text(given.reason)
        if not reason.strip():
            raise ReasonMissingError(ReasonMissingError.__doc__)
        record = _held(context, given.uuid)
        record.status, record.message = Status.FAILED.value, reason
        record.attempts += 1
        record.holder_id = record.holder_name = ""
        record.held_at = None
        record.save(update_fields=["status", "message", "attempts", "holder_id", "holder_name", "held_at"])
        return record


def sheet_of(record: HandoverRecord, pack: MunicipalityPack) -> EntrySheet:
    """What is to be entered for a record."""
    return entry_sheet(record.payload, pack.procedures.get(record.procedure_key), pack.vocabulary)


def may_enter(actor: Actor, record: HandoverRecord) -> bool:
    """Whether the record belongs to one of the actor's desks, or the actor hands out work."""
    own = record.desk_role in actor.desks or actor.may(ANY_DESK)
    return actor.may(ENTER) and own


def _check_desk(actor: Actor, record: HandoverRecord) -> None:
    if not may_enter(actor, record):
        raise NotYourRecordError(NotYourRecordError.__doc__)


def _locked(context: Context, uuid: UUID) -> HandoverRecord:
    record = HandoverRecord.objects.select_for_update().filter(uuid=uuid).first()
    if record is None:
        raise HandoverNotFoundError(HandoverNotFoundError.__doc__)
    if not record.way.by_people:
        raise NotEnteredByPeopleError(NotEnteredByPeopleError.__doc__)
    _check_desk(context.actor, record)
    if record.state is not Status.WAITING:
        raise NoLongerWaitingError(NoLongerWaitingError.__doc__)
    return record


def _held(context: Context, uuid: UUID) -> HandoverRecord:
    """The record, locked, if the actor is the one at work on it."""
    record = _locked(context, uuid)
    if record.holder_id != context.actor.id:
        raise HeldByOtherError(_held_by(record))
    return record


def _held_by(record: HandoverRecord) -> str:
    if not record.holder_id:
        return "先に「入力を始める」を押してください。"
    who = record.holder_name or "ほかの職員"
    return f"{who}さんが入力しています。二重に入力しないよう、先に声をかけてください。"
