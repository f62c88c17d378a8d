"""The door of the office's side of appointments."""

from madoguchi.journeys.appointments.domain.contact import Booker
from madoguchi.journeys.appointments.domain.person import read_person
from madoguchi.journeys.appointments.domain.spoken import code_aloud, day_aloud, length_aloud, time_aloud
from madoguchi.journeys.appointments.office.booking import (
    BookForCaller,
    CallerBooking,
    CancelForCaller,
    ChangeForCaller,
    CheckedIn,
    CheckIn,
    ContactUnreadableError,
    MarkMissed,
    ToAnotherTime,
    ToCancel,
    ToUndo,
    UndoCancel,
)
from madoguchi.journeys.appointments.office.desk import (
    BookingDesk,
    DeskAwayError,
    LinkDesk,
    LocalDesk,
    booking_desk,
)
from madoguchi.journeys.appointments.office.for_boxes import BookingCopies, CopyForBox, copies_for_box
from madoguchi.journeys.appointments.office.mails import is_discreet, remind, send_mail
from madoguchi.journeys.appointments.office.models import Booked, Mail, MailKind, MailState
from madoguchi.journeys.appointments.office.opening import Contact, open_contacts, open_sealed
from madoguchi.journeys.appointments.office.papers import (
    day_pdf,
    is_at,
    is_closed_since,
    line_labels,
    what_is_booked,
)
from madoguchi.journeys.appointments.office.replica import (
    Age,
    BookedNotFoundError,
    age_of,
    booked,
    booked_by_code,
    booked_on,
    days_booked,
    refresh,
)
from madoguchi.journeys.appointments.office.searching import Found, FoundBookings, find_bookings
from madoguchi.journeys.appointments.office.visits import (
    CounterVisit,
    Offered,
    WantedVisits,
    bookable_calendars,
    procedures_of,
    visits_for,
)
from madoguchi.journeys.appointments.office.waiting import OfferPlaces, Waits, open_waiting

__all__ = [
    "Age",
    "BookForCaller",
    "Booked",
    "BookedNotFoundError",
    "Booker",
    "BookingCopies",
    "BookingDesk",
    "CallerBooking",
    "CancelForCaller",
    "ChangeForCaller",
    "CheckIn",
    "CheckedIn",
    "Contact",
    "ContactUnreadableError",
    "CopyForBox",
    "CounterVisit",
    "DeskAwayError",
    "Found",
    "FoundBookings",
    "LinkDesk",
    "LocalDesk",
    "Mail",
    "MailKind",
    "MailState",
    "MarkMissed",
    "OfferPlaces",
    "Offered",
    "ToAnotherTime",
    "ToCancel",
    "ToUndo",
    "UndoCancel",
    "Waits",
    "WantedVisits",
    "age_of",
    "bookable_calendars",
    "booked",
    "booked_by_code",
    "booked_on",
    "booking_desk",
    "code_aloud",
    "copies_for_box",
    "day_aloud",
    "day_pdf",
    "days_booked",
    "find_bookings",
    "is_at",
    "is_closed_since",
    "is_discreet",
    "length_aloud",
    "line_labels",
    "open_contacts",
    "open_sealed",
    "open_waiting",
    "procedures_of",
    "read_person",
    "refresh",
    "remind",
    "send_mail",
    "time_aloud",
    "visits_for",
    "what_is_booked",
]
