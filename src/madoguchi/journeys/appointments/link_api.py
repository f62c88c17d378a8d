"""The door for the link: what an office may ask of the public zone about bookings."""

from madoguchi.engines.booking.api import BookingError
from madoguchi.journeys.appointments.link_shapes import MOST_BYTES, Shape
from madoguchi.journeys.appointments.public.for_office import (
    QuestionBrokenError,
    UnknownQuestionError,
    answer,
    refusal,
)

__all__ = [
    "MOST_BYTES",
    "BookingError",
    "QuestionBrokenError",
    "Shape",
    "UnknownQuestionError",
    "answer",
    "refusal",
]
