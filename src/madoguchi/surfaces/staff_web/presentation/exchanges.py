"""Messages between authorities as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from madoguchi.core.packs import ExchangeKind, Packs
from madoguchi.engines.exchange.api import ReceivedMessage, ReceivedStatus, SentMessage, SentStatus

SENT_BADGES: Mapping[SentStatus, str] = {
    SentStatus.TO_ADDRESS: "warning",
    SentStatus.WAITING: "key",
    SentStatus.DELIVERED: "key",
    SentStatus.PROCESSED: "success",
    SentStatus.REFUSED: "error",
    SentStatus.TO_POST: "warning",
    SentStatus.POSTED: "success",
    SentStatus.DROPPED: "",
}
_AT_THE_OTHER = {SentStatus.DELIVERED: "相手に届いた", SentStatus.REFUSED: "相手が返した"}
"""Where the word of the state leaves open who did it."""
RECEIVED_BADGES: Mapping[ReceivedStatus, str] = {
    ReceivedStatus.RECEIVED: "warning",
    ReceivedStatus.PROCESSED: "success",
    ReceivedStatus.REFUSED: "error",
}


@dataclass(frozen=True, slots=True)
class MessageLine:
    """The row of a message: what it is, of whom, with whom."""

    message: SentMessage | ReceivedMessage
    label: str
    other: str
    status_label: str
    badge: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One choice of a list."""

    key: str
    label: str
    number: int


def name_of(code: str, packs: Packs) -> str:
    """The name of an authority, or its code where the packs no longer have it."""
    known = packs.municipalities.get(code) or packs.bodies.get(code)
    return known.name if known else code


def sent_label(state: SentStatus) -> str:
    """Where a message stands, as its sender reads it."""
    return _AT_THE_OTHER.get(state, state.label)


def newest_line(sent: Sequence[SentMessage], kind: str, packs: Packs) -> MessageLine | None:
    """The newest of the messages of a kind that were written about something; None without one."""
    of_kind = [one for one in sent if one.kind == kind]
    return sent_line(of_kind[-1], packs) if of_kind else None


def sent_line(message: SentMessage, packs: Packs) -> MessageLine:
    """A message at its sender."""
    state = message.state
    other = name_of(message.receiver_code, packs) if message.receiver_code else message.receiver_name
    return MessageLine(
        message, _label(message.kind, packs.exchanges), other, sent_label(state), SENT_BADGES[state]
    )


def received_line(message: ReceivedMessage, packs: Packs) -> MessageLine:
    """A message at its receiver."""
    state = message.state
    return MessageLine(
        message,
        _label(message.kind, packs.exchanges),
        name_of(message.sender_code, packs),
        state.label,
        RECEIVED_BADGES[state],
    )


def tabs_of(
    statuses: Iterable[SentStatus | ReceivedStatus], counts: Mapping[str, int], shown: str
) -> tuple[Tab, ...]:
    """All, and each status that some message has."""
    every = Tab("", "すべて", sum(counts.values()))
    return (
        every,
        *(
            Tab(one.value, _tab_label(one), counts.get(one.value, 0))
            for one in statuses
            if counts.get(one.value) or one.value == shown
        ),
    )


def _tab_label(state: SentStatus | ReceivedStatus) -> str:
    return sent_label(state) if isinstance(state, SentStatus) else state.label


def _label(key: str, kinds: Mapping[str, ExchangeKind]) -> str:
    return kinds[key].label if key in kinds else key
