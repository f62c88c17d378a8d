"""The door of the exchange engine."""

from madoguchi.engines.exchange.actions import (
    Addressing,
    AddressMessage,
    AlreadySettledError,
    DropMessage,
    MarkPosted,
    MessageNotFoundError,
    NewMessage,
    Outcome,
    ProcessMessage,
    ReasonMissingError,
    ReceiverUnknownError,
    RefuseMessage,
    SendMessage,
    SentNote,
    SentStateError,
    receivers_of,
)
from madoguchi.engines.exchange.domain.content import ContentRefusedError, OutgoingFile
from madoguchi.engines.exchange.domain.states import ReceivedStatus, SentStatus
from madoguchi.engines.exchange.kinds import (
    NotYourDeskError,
    UnknownKindError,
    is_on_desk_of,
    kind_of,
)
from madoguchi.engines.exchange.models import ReceivedFile, ReceivedMessage, SentMessage
from madoguchi.engines.exchange.reading import (
    MessagePage,
    OpenedMessage,
    received_file,
    received_message,
    received_messages,
    sent_message,
    sent_messages,
    sent_of,
)
from madoguchi.engines.exchange.tasks import offer_again

__all__ = [
    "AddressMessage",
    "Addressing",
    "AlreadySettledError",
    "ContentRefusedError",
    "DropMessage",
    "MarkPosted",
    "MessageNotFoundError",
    "MessagePage",
    "NewMessage",
    "NotYourDeskError",
    "OpenedMessage",
    "Outcome",
    "OutgoingFile",
    "ProcessMessage",
    "ReasonMissingError",
    "ReceivedFile",
    "ReceivedMessage",
    "ReceivedStatus",
    "ReceiverUnknownError",
    "RefuseMessage",
    "SendMessage",
    "SentMessage",
    "SentNote",
    "SentStateError",
    "SentStatus",
    "UnknownKindError",
    "is_on_desk_of",
    "kind_of",
    "offer_again",
    "received_file",
    "received_message",
    "received_messages",
    "receivers_of",
    "sent_message",
    "sent_messages",
    "sent_of",
]
