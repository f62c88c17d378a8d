"""Writing a message, and what its sender does with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.packs import ExchangeKind, Party
from madoguchi.engines.exchange.domain.content import OutgoingFile, check_files, digest_of, only_declared
from madoguchi.engines.exchange.domain.states import SentStatus
from madoguchi.engines.exchange.kinds import check_desk, kind_of, packs
from madoguchi.engines.exchange.models import SentFile, SentMessage
from madoguchi.engines.exchange.promises import deliver_soon
from madoguchi.lib.japanese.text import clean_line, clean_text

_LONGEST_RECIPIENT = 200
_ADDRESSABLE = (SentStatus.TO_ADDRESS, SentStatus.TO_POST, SentStatus.REFUSED)


class MessageNotFoundError(LookupError):
    """この送付は見つかりません。一覧から選び直してください。"""


class ReceiverUnknownError(ValueError):
    """この団体には、このシステムで送れません。郵送にするか、宛先を選び直してください。"""


class SentStateError(Exception):
    """この送付は「{label}」です。いまは、この操作はできません。"""

    def __init__(self, status: SentStatus) -> None:
        self.status = status
        super().__init__((type(self).__doc__ or "").format(label=status.label))


class ReasonMissingError(ValueError):
    """理由を書いてください。あとで見た人に、なぜそうしたかが分かります。"""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to write. `key` is its idempotency key: under it only one is ever written.

    Of `items` (facts as JSON by item key) and `parts` (JSON documents by name) what the kind declares
    travels. Receiver: `receiver_code` of an authority on this platform; or `receiver_name`, to whom it goes
    by post; or neither, when a person has to decide, with the `candidates` (codes) and `why`.
    """

    key: UUID
    kind: str
    receiver_code: str = ""
    receiver_name: str = field(default="", repr=False)
    items: Mapping[str, Any] = field(default_factory=dict, repr=False)
    parts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    files: tuple[OutgoingFile, ...] = ()
    about: str = field(default="", repr=False)
    subject: str = ""
    candidates: tuple[str, ...] = ()
    why: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Addressing:
    """Which message goes to whom: a code of this platform, or a name by post."""

    uuid: UUID
    receiver_code: str = ""
    receiver_name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SentNote:
    """Which message, and what is written about it."""

    uuid: UUID
    note: str = field(default="", repr=False)


class SendMessage(Action[NewMessage, SentMessage]):
    """Write a message and promise its delivery, or neither. Called again with the key it does nothing."""

    name: ClassVar[str] = "exchange.send"
    permission: ClassVar[str | None] = "exchange.send"

    def perform(self, context: Context, given: NewMessage) -> SentMessage:
        """Raises UnknownKindError, NotYourDeskError, ReceiverUnknownError, ContentRefusedError, TextError."""
        kind = kind_of(given.kind)
        check_desk(context.actor, kind.key)
        lock_key(given.key)
        earlier = SentMessage.objects.filter(uuid=given.key).first()
        if earlier is not None:
            return earlier
        check_receiver(context, kind, given.receiver_code, given.receiver_name)
        _check_sender(context, kind)
        content = only_declared(kind, given.items, given.parts)
        files = check_files(kind, given.files)
        message = SentMessage(
            municipality_code=context.municipality_code,
            uuid=given.key,
            kind=kind.key,
            subject=given.subject,
            receiver_code=given.receiver_code,
            receiver_name=clean_line(given.receiver_name, _LONGEST_RECIPIENT),
            candidates=list(given.candidates),
            why=given.why,
            about=given.about,
            content=content,
            digest=digest_of(kind.key, content, files),
            status=_first_status(given.receiver_code, given.receiver_name).value,
            written_at=context.now,
            written_by=context.actor.id,
            written_by_name=context.actor.display_name if context.actor.kind == "staff" else "",
        )
        message.save(force_insert=True)
        SentFile.objects.bulk_create(
            SentFile(
                municipality_code=context.municipality_code,
                message=message,
                number=number,
                name=one.name,
                media_type=one.media_type,
                size=len(one.content),
                sha256=one.sha256,
                content=one.content,
            )
            for number, one in enumerate(files)
        )
        if message.state is SentStatus.WAITING:
            deliver_soon(context.municipality_code, message.uuid)
        return message

    def subject(self, given: NewMessage, result: SentMessage) -> str:
        """The message."""
        return f"sent:{result.uuid}"

    def details(self, given: NewMessage, result: SentMessage) -> Mapping[str, Any]:
        """Kind, receiver, state and the digest of what was said; never a value."""
        return {
            "kind": result.kind,
            "receiver": result.receiver_code,
            "status": result.status,
            "digest": result.digest,
            "items": sorted(result.content.get("items", {})),
        }

    def events(self, context: Context, given: NewMessage, result: SentMessage) -> Iterable[Event]:
        """That it was written."""
        yield Event("exchange.sent", f"sent:{result.uuid}", {"kind": result.kind, "about": result.subject})


class AddressMessage(Action[Addressing, SentMessage]):
    """Decide to whom a message goes: nobody knew it, it could not go by post, or it was sent back."""

    name: ClassVar[str] = "exchange.address"
    permission: ClassVar[str | None] = "exchange.send"

    def perform(self, context: Context, given: Addressing) -> SentMessage:
        """Raises MessageNotFoundError, SentStateError, ReceiverUnknownError, NotYourDeskError, TextError."""
        message = locked_sent(given.uuid)
        kind = kind_of(message.kind)
        check_desk(context.actor, kind.key)
        if message.state not in _ADDRESSABLE:
            raise SentStateError(message.state)
        name = clean_line(given.receiver_name, _LONGEST_RECIPIENT)
        if not given.receiver_code and not name:
            raise ReceiverUnknownError("宛先を選ぶか、郵送の宛先を書いてください。")
        check_receiver(context, kind, given.receiver_code, name)
        if message.state is SentStatus.REFUSED and given.receiver_code == message.receiver_code:
            raise ReceiverUnknownError("この相手は、同じ送付を返しています。別の宛先を選んでください。")
        message.receiver_code, message.receiver_name = given.receiver_code, name
        message.status = _first_status(given.receiver_code, name).value
        message.settled_at, message.note = None, ""
        message.save(update_fields=["receiver_code", "receiver_name", "status", "settled_at", "note"])
        if message.state is SentStatus.WAITING:
            deliver_soon(context.municipality_code, message.uuid)
        return message

    def subject(self, given: Addressing, result: SentMessage) -> str:
        """The message."""
        return f"sent:{result.uuid}"

    def details(self, given: Addressing, result: SentMessage) -> Mapping[str, Any]:
        """To whom."""
        return {"kind": result.kind, "receiver": result.receiver_code, "status": result.status}


class _Settle(Action[SentNote, SentMessage]):
    """What ends a message at its sender."""

    permission: ClassVar[str | None] = "exchange.send"
    after: ClassVar[SentStatus]
    possible: ClassVar[tuple[SentStatus, ...]]
    needs_note: ClassVar[bool] = False

    def perform(self, context: Context, given: SentNote) -> SentMessage:
        """Raises MessageNotFoundError, SentStateError, ReasonMissingError, NotYourDeskError, TextError."""
        note = clean_text(given.note)
        if self.needs_note and not note:
            raise ReasonMissingError(ReasonMissingError.__doc__)
        message = locked_sent(given.uuid)
        check_desk(context.actor, message.kind)
        if message.state not in self.possible:
            raise SentStateError(message.state)
        message.status, message.settled_at = self.after.value, context.now
        message.note = note or message.note
        message.save(update_fields=["status", "settled_at", "note"])
        return message

    def subject(self, given: SentNote, result: SentMessage) -> str:
        """The message."""
        return f"sent:{result.uuid}"

    def details(self, given: SentNote, result: SentMessage) -> Mapping[str, Any]:
        """Kind and state."""
        return {"kind": result.kind, "status": result.status}

    def events(self, context: Context, given: SentNote, result: SentMessage) -> Iterable[Event]:
        """That it is settled."""
        yield Event(f"exchange.{self.after.value}", f"sent:{result.uuid}", told(result))


class MarkPosted(_Settle):
    """The letter was printed and is in the post."""

    name: ClassVar[str] = "exchange.post"
    after: ClassVar[SentStatus] = SentStatus.POSTED
    possible: ClassVar[tuple[SentStatus, ...]] = (SentStatus.TO_POST,)


class DropMessage(_Settle):
    """It is not sent after all, with the reason."""

    name: ClassVar[str] = "exchange.drop"
    after: ClassVar[SentStatus] = SentStatus.DROPPED
    possible: ClassVar[tuple[SentStatus, ...]] = _ADDRESSABLE
    needs_note: ClassVar[bool] = True


def told(message: SentMessage) -> dict[str, Any]:
    """What an event of a sent message tells: kind and the author's reference."""
    return {"kind": message.kind, "about": message.subject}


def lock_key(key: UUID) -> None:
    """Until the transaction ends nobody else writes a message under the key: two at once are one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('exchange ' || %s, 0))", [str(key)])


def locked_sent(uuid: UUID) -> SentMessage:
    """The message, locked until the transaction ends. Raises MessageNotFoundError."""
    message = SentMessage.objects.select_for_update().filter(uuid=uuid).first()
    if message is None:
        raise MessageNotFoundError(MessageNotFoundError.__doc__)
    return message


def receivers_of(context: Context, kind: ExchangeKind) -> dict[str, str]:
    """Codes and names of those on this platform to whom this authority may send the kind."""
    known, own = packs(), context.municipality_code
    if kind.receiver is Party.BODY:
        return {code: one.name for code, one in known.bodies.items() if own in one.municipalities}
    # A body writes to its members, a municipality to any other.
    body = known.bodies.get(own)
    members = known.municipalities if body is None else body.municipalities
    return {code: known.municipalities[code].name for code in members if code != own}


def check_receiver(context: Context, kind: ExchangeKind, code: str, name: str) -> None:
    """Raises ReceiverUnknownError unless the kind can go there (or nowhere yet)."""
    if code and code not in receivers_of(context, kind):
        raise ReceiverUnknownError(ReceiverUnknownError.__doc__)
    if not code and name and kind.paper is None:
        raise ReceiverUnknownError(f"「{kind.label}」には郵送の様式がありません。宛先を選んでください。")


def _check_sender(context: Context, kind: ExchangeKind) -> None:
    is_municipality = context.municipality_code in packs().municipalities
    if is_municipality != (kind.sender is Party.MUNICIPALITY):
        raise ReceiverUnknownError(f"「{kind.label}」は、この団体から送るものではありません。")


def _first_status(code: str, name: str) -> SentStatus:
    if code:
        return SentStatus.WAITING
    return SentStatus.TO_POST if name else SentStatus.TO_ADDRESS
