"""The verbs of booking."""

from madoguchi.engines.booking.actions.arriving import MarkArrived
from madoguchi.engines.booking.actions.offering import OfferFreedPlace
from madoguchi.engines.booking.actions.reserving import (
    CancelReservation,
    ChangeReservation,
    Reserve,
    RestoreReservation,
)
from madoguchi.engines.booking.actions.waiting import (
    JoinWaitingList,
    LeaveWaitingList,
    ReturnToWaitingList,
    TakeOffer,
)
from madoguchi.engines.booking.inputs import (
    Arrival,
    Change,
    FreedPlaces,
    NewReservation,
    NewWaiting,
    Which,
    WhichWaiting,
)

__all__ = [
    "Arrival",
    "CancelReservation",
    "Change",
    "ChangeReservation",
    "FreedPlaces",
    "JoinWaitingList",
    "LeaveWaitingList",
    "MarkArrived",
    "NewReservation",
    "NewWaiting",
    "OfferFreedPlace",
    "Reserve",
    "RestoreReservation",
    "ReturnToWaitingList",
    "TakeOffer",
    "Which",
    "WhichWaiting",
]
