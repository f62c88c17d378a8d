"""Looking at messages: lists on both sides, one message, its files. Each look is audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Count, QuerySet

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.attachments.scanning import ScannerUnreachableError, scanner, verdict_on
from madoguchi.core.audit.api import record_reading
from madoguchi.core.packs import ExchangeKind
from madoguchi.engines.exchange.actions.sending import MessageNotFoundError
from madoguchi.engines.exchange.domain.content import ITEMS, LARGEST_FILE, PARTS
from madoguchi.engines.exchange.domain.states import ReceivedStatus, SentStatus
from madoguchi.engines.exchange.kinds import check_desk, kind_of, visible_kinds
from madoguchi.engines.exchange.models import ReceivedFile, ReceivedMessage, SentFile, SentMessage
from madoguchi.lib.attachments import AttachmentRefusedError, check_file

READ = "exchange.read"


class FileRefusedError(Exception):
    """このファイルは開けません。"""


PAGE_SIZE = 50
_FOR_A_PERSON = (SentStatus.TO_ADDRESS, SentStatus.TO_POST, SentStatus.REFUSED)

Row = TypeVar("Row", SentMessage, ReceivedMessage)


@dataclass(frozen=True, slots=True)
class MessagePage(Generic[Row]):
    """A page of a list, the newest first, without contents. `counts` are all messages by status; `next` is
    the place to ask for what is older, 0 where there is nothing.
    """

    rows: tuple[Row, ...]
    counts: Mapping[str, int]
    next: int = 0


@dataclass(frozen=True, slots=True)
class OpenedMessage(Generic[Row]):
    """One message with its kind, what it says and its files (without their content)."""

    message: Row
    kind: ExchangeKind
    items: Mapping[str, Any] = field(repr=False)
    parts: Mapping[str, Any] = field(repr=False)
    files: tuple[SentFile | ReceivedFile, ...] = ()


def sent_messages(
    context: Context, status: SentStatus | None = None, before: int = 0
) -> MessagePage[SentMessage]:
    """What this authority sent, of the kinds on the actor's desks. Raises NotAllowedError."""
    with _looking(context):
        page = _page(SentMessage.objects.all(), context, status, before)
        record_reading(context, "exchange.sent_list", "exchange:sent", {"messages": len(page.rows)})
    return page


def received_messages(
    context: Context, status: ReceivedStatus | None = None, before: int = 0
) -> MessagePage[ReceivedMessage]:
    """What this authority received, of the kinds on the actor's desks. Raises NotAllowedError."""
    with _looking(context):
        page = _page(ReceivedMessage.objects.all(), context, status, before)
        record_reading(context, "exchange.received_list", "exchange:received", {"messages": len(page.rows)})
    return page


def sent_message(context: Context, uuid: UUID) -> OpenedMessage[SentMessage]:
    """One message that was sent. Raises MessageNotFoundError, NotYourDeskError, NotAllowedError."""
    with _looking(context):
        message = SentMessage.objects.filter(uuid=uuid).first()
        if message is None:
            raise MessageNotFoundError(MessageNotFoundError.__doc__)
        opened = _opened(context, message, SentFile.objects.filter(message=message))
        record_reading(context, "exchange.sent", f"sent:{uuid}", {"kind": message.kind})
    return opened


def sent_of(context: Context, subject: str) -> tuple[SentMessage, ...]:
    """The messages that were written about a record of this authority (`case:<uuid>`), without contents.

    To be called inside `tenancy.municipality(...)`; what is shown of them is audited by whoever shows it.
    """
    return tuple(SentMessage.objects.defer("content").filter(subject=subject).order_by("id"))


def unsettled_about(own_reference: str) -> tuple[UUID, ...]:
    """The messages that wait and were linked with a record of this authority (`case:<uuid>`).

    To be called inside `tenancy.municipality(...)`.
    """
    waiting = ReceivedMessage.objects.filter(
        status=ReceivedStatus.RECEIVED.value, own_reference=own_reference
    )
    return tuple(waiting.order_by("id").values_list("uuid", flat=True))


def received_message(context: Context, uuid: UUID) -> OpenedMessage[ReceivedMessage]:
    """One message that was received. Raises MessageNotFoundError, NotYourDeskError, NotAllowedError."""
    with _looking(context):
        message = ReceivedMessage.objects.filter(uuid=uuid).first()
        if message is None:
            raise MessageNotFoundError(MessageNotFoundError.__doc__)
        opened = _opened(context, message, ReceivedFile.objects.filter(message=message))
        record_reading(context, "exchange.received", f"received:{uuid}", {"kind": message.kind})
    return opened


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that may be saved: `media_type` and name are what its content is, whatever the sender said."""

    name: str = field(repr=False)
    media_type: str
    content: bytes = field(repr=False)


def received_file(context: Context, uuid: UUID, number: int) -> OpenedFile:
    """A file of a received message, looked at here: nobody answers for what another authority keeps.

    Raises FileRefusedError for one that is no file that could have been sent, that a scanner finds infected
    or cannot look at; MessageNotFoundError, NotYourDeskError, NotAllowedError.
    """
    with _looking(context):
        found = (
            ReceivedFile.objects.select_related("message").filter(message__uuid=uuid, number=number).first()
        )
        if found is None:
            raise MessageNotFoundError(MessageNotFoundError.__doc__)
        check_desk(context.actor, found.message.kind)
        record_reading(context, "exchange.file", f"received:{uuid}", {"number": number})
    return _looked_at(found)


def waiting_numbers(actor: Actor) -> tuple[int, int]:
    """How many received messages wait for the actor's desks, and how many sent ones for a decision, for the
    post or for a second look. Only numbers; to be called inside `tenancy.municipality(...)`.
    """
    kinds = visible_kinds(actor)
    if not actor.may(READ) or not kinds:
        return 0, 0
    came = ReceivedMessage.objects.filter(kind__in=kinds, status=ReceivedStatus.RECEIVED.value)
    stuck = SentMessage.objects.filter(kind__in=kinds, status__in=[one.value for one in _FOR_A_PERSON])
    return came.count(), stuck.count()


def waiting_messages(actor: Actor) -> tuple[tenancy.Counted, ...]:
    """What is to be counted for the actor: the received messages that wait; nothing where they see none."""
    kinds = visible_kinds(actor) if actor.may(READ) else []
    if not kinds:
        return ()
    query = "SELECT 1 FROM exchange_receivedmessage WHERE status = %s AND kind = ANY (%s)"
    return (tenancy.Counted("messages", query, [ReceivedStatus.RECEIVED.value, kinds]),)


def _looked_at(file: ReceivedFile) -> OpenedFile:
    content = bytes(file.content)
    try:
        checked = check_file(file.name, content, LARGEST_FILE)
        if scanner() is not None and not verdict_on(content).clean:
            raise FileRefusedError("このファイルは、ウイルス検査で止めました。送った団体に知らせてください。")
    except (AttachmentRefusedError, ScannerUnreachableError) as refused:
        raise FileRefusedError(str(refused)) from None
    return OpenedFile(checked.name, checked.kind.value, content)


def _looking(context: Context) -> Any:
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)
    return tenancy.municipality(context.municipality_code)


def _page(
    rows: QuerySet[Row], context: Context, status: SentStatus | ReceivedStatus | None, before: int
) -> MessagePage[Row]:
    visible = rows.filter(kind__in=visible_kinds(context.actor))
    counted = visible.order_by().values_list("status").annotate(Count("id"))
    wanted = visible.defer("content").order_by("-id")
    if status is not None:
        wanted = wanted.filter(status=status.value)
    if before:
        wanted = wanted.filter(id__lt=before)
    found = list(wanted[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    return MessagePage(tuple(found[:PAGE_SIZE]), dict(counted), found[PAGE_SIZE - 1].pk if more else 0)


def _opened(context: Context, message: Row, files: QuerySet[Any]) -> OpenedMessage[Row]:
    check_desk(context.actor, message.kind)
    return OpenedMessage(
        message,
        kind_of(message.kind),
        message.content.get(ITEMS, {}),
        message.content.get(PARTS, {}),
        tuple(files.defer("content")),
    )
