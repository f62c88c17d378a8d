"""The verbs of the exchange."""

from madoguchi.engines.exchange.actions.delivering import DeliverMessage, NothingToPassError, ReportOutcome
from madoguchi.engines.exchange.actions.purging import PurgeMessages
from madoguchi.engines.exchange.actions.sending import (
    Addressing,
    AddressMessage,
    DropMessage,
    MarkPosted,
    MessageNotFoundError,
    NewMessage,
    ReasonMissingError,
    ReceiverUnknownError,
    SendMessage,
    SentNote,
    SentStateError,
    receivers_of,
)
from madoguchi.engines.exchange.actions.settling import (
    AlreadySettledError,
    Link,
    LinkMessage,
    Outcome,
    ProcessMessage,
    RefuseMessage,
    StillNeededError,
)

__all__ = [
    "AddressMessage",
    "Addressing",
    "AlreadySettledError",
    "DeliverMessage",
    "DropMessage",
    "Link",
    "LinkMessage",
    "MarkPosted",
    "MessageNotFoundError",
    "NewMessage",
    "NothingToPassError",
    "Outcome",
    "ProcessMessage",
    "PurgeMessages",
    "ReasonMissingError",
    "ReceiverUnknownError",
    "RefuseMessage",
    "ReportOutcome",
    "SendMessage",
    "SentNote",
    "SentStateError",
    "StillNeededError",
    "receivers_of",
]
