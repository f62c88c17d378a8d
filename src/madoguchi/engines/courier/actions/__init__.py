"""The verbs of the courier."""

from madoguchi.engines.courier.actions.delivering import DeliverLetter
from madoguchi.engines.courier.actions.receiving import CameIn, ReceiveLetter, already_here
from madoguchi.engines.courier.actions.replying import NotInTransactionError, record_reply

__all__ = [
    "CameIn",
    "DeliverLetter",
    "NotInTransactionError",
    "ReceiveLetter",
    "already_here",
    "record_reply",
]
