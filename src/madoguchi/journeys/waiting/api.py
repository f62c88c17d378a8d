"""The door of this journey."""

from madoguchi.engines.courier.api import LinkError
from madoguchi.engines.reception.api import CHANNEL, DEVICE_COOKIE, follow_digest, typical_days
from madoguchi.journeys.waiting.domain.phone import (
    CALLED,
    FINISHED,
    PHONE_LINES,
    PhoneView,
    gone_view,
    phone_data,
    phone_view,
)
from madoguchi.journeys.waiting.domain.quiet import Bar, UsualDay, usual_day
from madoguchi.journeys.waiting.domain.showing import announcements, display_view, waiting_view
from madoguchi.journeys.waiting.publishing import MOST_BYTES, Line, StatesBrokenError, take_states
from madoguchi.journeys.waiting.ratings import MOST_BYTES as MOST_RATINGS_BYTES
from madoguchi.journeys.waiting.ratings import RatingsBrokenError, fetch_ratings, give_ratings
from madoguchi.journeys.waiting.reading import (
    Seen,
    every_hall,
    hall_in,
    halls_of,
    is_device_of,
    is_public,
    next_open_days,
    of_follow,
    seen,
    stream_of,
)

__all__ = [
    "CALLED",
    "CHANNEL",
    "DEVICE_COOKIE",
    "FINISHED",
    "MOST_BYTES",
    "MOST_RATINGS_BYTES",
    "PHONE_LINES",
    "Bar",
    "Line",
    "LinkError",
    "PhoneView",
    "RatingsBrokenError",
    "Seen",
    "StatesBrokenError",
    "UsualDay",
    "announcements",
    "display_view",
    "every_hall",
    "fetch_ratings",
    "follow_digest",
    "give_ratings",
    "gone_view",
    "hall_in",
    "halls_of",
    "is_device_of",
    "is_public",
    "next_open_days",
    "of_follow",
    "phone_data",
    "phone_view",
    "seen",
    "stream_of",
    "take_states",
    "typical_days",
    "usual_day",
    "waiting_view",
]
