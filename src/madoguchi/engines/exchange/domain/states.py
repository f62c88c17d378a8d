"""Where a message stands, on either side of the wall."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class SentStatus(StrEnum):
    """A message at its sender."""

    TO_ADDRESS = "to_address"
    WAITING = "waiting"
    DELIVERED = "delivered"
    PROCESSED = "processed"
    REFUSED = "refused"
    TO_POST = "to_post"
    POSTED = "posted"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """As people read it."""
        return _SENT_LABELS[self]

    @property
    def is_settled(self) -> bool:
        """Whether nobody has anything left to do with it; what was refused waits for its sender."""
        return self in (SentStatus.PROCESSED, SentStatus.POSTED, SentStatus.DROPPED)


class ReceivedStatus(StrEnum):
    """A message at its receiver."""

    RECEIVED = "received"
    PROCESSED = "processed"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """As people read it."""
        return _RECEIVED_LABELS[self]

    @property
    def is_settled(self) -> bool:
        """Whether the receiver is done with it."""
        return self is not ReceivedStatus.RECEIVED


_SENT_LABELS: Mapping[SentStatus, str] = {
    SentStatus.TO_ADDRESS: "宛先を決める",
    SentStatus.WAITING: "送付待ち",
    SentStatus.DELIVERED: "届いた",
    SentStatus.PROCESSED: "相手が処理した",
    SentStatus.REFUSED: "返された",
    SentStatus.TO_POST: "郵送する",
    SentStatus.POSTED: "郵送した",
    SentStatus.DROPPED: "送らない",
}
_RECEIVED_LABELS: Mapping[ReceivedStatus, str] = {
    ReceivedStatus.RECEIVED: "未処理",
    ReceivedStatus.PROCESSED: "処理した",
    ReceivedStatus.REFUSED: "返した",
}
