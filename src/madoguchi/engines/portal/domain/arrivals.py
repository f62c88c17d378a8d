"""How an application of the portal goes through the office, and who takes it there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from madoguchi.core.actions import Context


class PortalStatus(StrEnum):
    """Where an application of the portal is."""

    FETCHED = "fetched"
    DELIVERED = "delivered"
    REFUSED = "refused"
    WITHHELD = "withheld"
    """The portal lists it and does not give it: asked for again in each round, whatever the list says."""

    SETTLED = "settled"
    """It could not be received, and somebody has seen to it otherwise."""

    @property
    def label(self) -> str:
        """As staff read it."""
        return _LABELS[self]


_LABELS: Mapping[PortalStatus, str] = {
    PortalStatus.FETCHED: "届いた",
    PortalStatus.DELIVERED: "渡した",
    PortalStatus.REFUSED: "読めない",
    PortalStatus.WITHHELD: "渡してもらえない",
    PortalStatus.SETTLED: "別に対応した",
}


@dataclass(frozen=True, slots=True)
class PortalFile:
    """A file that came with an application."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PortalApplication:
    """An application as the format reads it. Values are texts as they came; nothing is believed yet.

    `number` is the portal's 受付番号, `kind` the portal's number of the procedure. `case` holds items of the
    case, `people` the items of each person, the applicant first, and `roles` under which name of the format
    each of them stands. `certificate_serial` (hexadecimal digits, capitals, no zeros before) and
    `certificate_issuer` name the signing certificate where the portal tells them, else they are empty.
    `corrects` and `withdraws` are numbers of earlier applications, else empty. `data` is what was read, as it
    came. `event` is empty where it is nothing but a withdrawal.
    """

    number: str
    event: str
    procedures: tuple[str, ...]
    received_at: datetime
    case: Mapping[str, str] = field(repr=False)
    people: tuple[Mapping[str, str], ...] = field(repr=False)
    files: tuple[PortalFile, ...] = ()
    certificate_serial: str = field(default="", repr=False)
    certificate_issuer: str = field(default="", repr=False)
    kind: str = ""
    roles: tuple[str, ...] = ()
    corrects: str = ""
    withdraws: str = ""
    data: bytes = field(default=b"", repr=False)


class PortalError(Exception):
    """マイナポータルにつながりません。接続先・証明書・ネットワークを確かめてください。次の回に、もう一度つなぎます。"""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)


class PortalBusyError(PortalError):
    """マイナポータルが混み合っているか、止まっています。次の回に、もう一度つなぎます。"""


class PortalRefusedError(PortalError):
    """マイナポータルが断りました。利用者の番号・パスワード・組織の番号を確かめてください。"""


class PortalAnswerError(PortalError):
    """マイナポータルの答えを読めません。設定ファイルの requests と、届いた答えの形を比べてください。"""


class PayloadError(ValueError):
    """届いた申請データを読めません。設定ファイルの applications と、申請データの形を比べてください。"""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)


class PortalArrivalRefusedError(Exception):
    """受け取れない申請です。"""


class PortalArrivalNotFoundError(LookupError):
    """この受付番号の申請は届いていません。"""


PortalReceiver = Callable[["Context", PortalApplication], None]
_receivers: list[PortalReceiver] = []


def portal_receiver(function: PortalReceiver) -> PortalReceiver:
    """Decorate the function that takes applications of the portal, one at a time, each once.

    It runs inside the transaction that marks the application as delivered. PortalArrivalRefusedError (with
    the reason for staff) settles it as refused; any other exception undoes everything and is tried again.
    Raises ValueError for a second receiver.
    """
    if _receivers:
        raise ValueError("the portal has a receiver")
    _receivers.append(function)
    return function


@dataclass(frozen=True, slots=True)
class PortalFollower:
    """Who wants to know what applicants have taken back in the portal itself.

    `open_numbers(municipality code)` are the numbers about which that still matters. `withdrawn(context,
    number)` runs inside the transaction that marks the number; what it raises undoes that, and it is told
    again in the next round.
    """

    open_numbers: Callable[[str], Collection[str]]
    withdrawn: Callable[[Context, str], None]


_followers: list[PortalFollower] = []


def follow_portal(follower: PortalFollower) -> None:
    """Have it told. Raises ValueError for a second one."""
    if _followers:
        raise ValueError("the portal has a follower")
    _followers.append(follower)


def follower() -> PortalFollower | None:
    """Who is told."""
    return _followers[0] if _followers else None


def receiver() -> PortalReceiver | None:
    """Who takes the applications."""
    return _receivers[0] if _receivers else None
