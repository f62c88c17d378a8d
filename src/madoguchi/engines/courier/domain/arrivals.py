"""How a letter goes through the office, and who takes it there."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from madoguchi.lib.sealing import OpenedLetter

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
_receivers: dict[str, Receiver] = {}


def receiver(box: str) -> Callable[[Receiver], Receiver]:
    """Decorate the function that takes the letters of a box, one at a time, each once.

    It runs inside the transaction that marks the letter as delivered. LetterRefusedError (with the reason for
    staff) settles the letter as refused; any other exception undoes everything and is tried again. A box
    without receiver keeps its letters. Raises ValueError for a second receiver of a box.
    """

    def register(function: Receiver) -> Receiver:
        if box not in OFFICE_BOXES or box in _receivers:
            raise ValueError(f"box {box} is unknown or has a receiver")
        _receivers[box] = function
        return function

    return register


def receiver_of(box: str) -> Receiver | None:
    """Who takes the letters of a box."""
    return _receivers.get(box)


class LinkError(Exception):
    """公開側につながりません。接続先・証明書・ネットワークを確かめてください。次の分に、もう一度つなぎます。"""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)


class LinkRefusedError(LinkError):
    """公開側が断りました。証明書と市町村の組み合わせを確かめてください。"""


class LetterTornError(LinkError):
    """データの一部しか届きませんでした。次に続きから受け取ります。"""


class ArrivalNotFoundError(LookupError):
    """この番号のものは届いていません。"""
