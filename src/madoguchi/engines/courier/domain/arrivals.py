"""How a letter goes through the office, and who takes it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from madoguchi.lib.sealing import LetterError, OpenedLetter

if TYPE_CHECKING:
    from madoguchi.core.actions import Context

OFFICE_BOXES = ("applications", "prefill_requests", "link_checks")
"""What the office fetches, in this order. The names stand on the covers of letters."""


class ArrivalStatus(StrEnum):
    """Where a letter is."""

    ARRIVED = "arrived"
    DELIVERED = "delivered"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """As staff read it."""
        return {"arrived": "届いた", "delivered": "渡した", "refused": "開けない"}[self.value]


class LetterRefusedError(Exception):
    """受け取れない内容です。"""


Receiver = Callable[["Context", OpenedLetter], None]
Refusal = LetterRefusedError | LetterError
ReceiverOfMany = Callable[["Context", Sequence[OpenedLetter]], Sequence[Refusal | None]]
_receivers: dict[str, Receiver] = {}
_together: dict[Receiver, ReceiverOfMany] = {}


def receiver(box: str, *, together: ReceiverOfMany | None = None) -> Callable[[Receiver], Receiver]:
    """Decorate the function that takes the letters of a box, one at a time, each once.

    It runs inside the transaction that marks the letter as delivered. LetterRefusedError (with the reason for
    staff) settles the letter as refused; any other exception undoes everything and is tried again. A box
    without receiver keeps its letters. Raises ValueError for a second receiver of a box.

    `together` does the same with several small letters in their order, in fewer statements. It gives back for
    each why it is refused, or None, and leaves nothing of a refused one behind. Any exception undoes all of
    them; each is then given to the receiver by itself.
    """

    def register(function: Receiver) -> Receiver:
        if box not in OFFICE_BOXES or box in _receivers:
            raise ValueError(f"box {box} is unknown or has a receiver")
        _receivers[box] = function
        if together is not None:
            _together[function] = together
        return function

    return register


def receiver_of(box: str) -> Receiver | None:
    """Who takes the letters of a box."""
    return _receivers.get(box)


def receiver_of_many(taken_by: Receiver) -> ReceiverOfMany | None:
    """What takes several letters as this receiver takes one."""
    return _together.get(taken_by)


class LinkError(Exception):
    """公開側につながりません。接続先・証明書・ネットワークを確かめてください。次の分に、もう一度つなぎます。"""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)


class LinkRefusedError(LinkError):
    """公開側が断りました。証明書と市町村の組み合わせを確かめてください。"""


class LinkAnsweredError(LinkRefusedError):
    """公開側が、できないと答えました。"""

    def __init__(self, message: str, told: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.told = told


class LetterTornError(LinkError):
    """データの一部しか届きませんでした。次に続きから受け取ります。"""


class ArrivalNotFoundError(LookupError):
    """この番号のものは届いていません。"""
