"""The door of the courier engine."""

from madoguchi.engines.courier.actions import (
    CameIn,
    DeliverLetter,
    NotInTransactionError,
    ReceiveLetter,
    record_reply,
)
from madoguchi.engines.courier.domain.arrivals import (
    ArrivalNotFoundError,
    ArrivalStatus,
    LetterRefusedError,
    LetterTornError,
    LinkAnsweredError,
    LinkError,
    LinkRefusedError,
    receiver,
)
from madoguchi.engines.courier.exchange import Exchanged, exchange, offer_again
from madoguchi.engines.courier.folders import read_folder, write_folder
from madoguchi.engines.courier.link import Link, open_link
from madoguchi.engines.courier.models import Arrival
from madoguchi.engines.courier.promises import exchange_soon
from madoguchi.engines.courier.reading import arrival_counts, refused_arrivals, unsent_count

__all__ = [
    "Arrival",
    "ArrivalNotFoundError",
    "ArrivalStatus",
    "CameIn",
    "DeliverLetter",
    "Exchanged",
    "LetterRefusedError",
    "LetterTornError",
    "Link",
    "LinkAnsweredError",
    "LinkError",
    "LinkRefusedError",
    "NotInTransactionError",
    "ReceiveLetter",
    "arrival_counts",
    "exchange",
    "exchange_soon",
    "offer_again",
    "open_link",
    "read_folder",
    "receiver",
    "record_reply",
    "refused_arrivals",
    "unsent_count",
    "write_folder",
]
