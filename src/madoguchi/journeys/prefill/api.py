"""The door of the journey that fills in what the register knows.

Public zone: `offer` says what could be asked for; `consent`, `challenge`, `send` make a request of it;
`standing` tells how far it is and takes the answer into the draft; `forget` ends it. The office zone answers
by itself, as the receiver of the box `prefill_requests`.
"""

from madoguchi.journeys.prefill.asking import (
    Offer,
    Stage,
    Standing,
    challenge,
    consent,
    decline,
    forget,
    offer,
    send,
    standing,
    was_declined,
)
from madoguchi.journeys.prefill.domain.answers import Outcome, PrefillAnswer, Reason
from madoguchi.journeys.prefill.domain.errors import (
    FileMissingError,
    NoRequestError,
    NothingToAskError,
    PrefillError,
)

__all__ = [
    "FileMissingError",
    "NoRequestError",
    "NothingToAskError",
    "Offer",
    "Outcome",
    "PrefillAnswer",
    "PrefillError",
    "Reason",
    "Stage",
    "Standing",
    "challenge",
    "consent",
    "decline",
    "forget",
    "offer",
    "send",
    "standing",
    "was_declined",
]
