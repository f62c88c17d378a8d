"""The door of the journey of appointments.

Public side: a `Wish` (of a plan, of a service, again of a reservation) says what is booked; `book`, `change`,
`cancel`, `wait`, `take_offer` and `leave` do it. `new_form` and `read_form` carry the secret of the link
through the page. `found` and `waited` open what a link leads to.
"""

from madoguchi.journeys.appointments.domain.calendar_entry import CalendarEntry, calendar_entry
from madoguchi.journeys.appointments.domain.contact import Booker, open_booker, seal_booker
from madoguchi.journeys.appointments.domain.person import NO_CONTACT, Person, read_person
from madoguchi.journeys.appointments.domain.secrets import CODE_PREFIX, generate_link_secret, link_digest
from madoguchi.journeys.appointments.errors import (
    AppointmentError,
    FormTooOldError,
    TooManyFromHereError,
    TooOftenError,
    TooQuickError,
)
from madoguchi.journeys.appointments.public.booking import (
    Caller,
    book,
    cancel,
    change,
    found,
    leave,
    take_offer,
    wait,
    waited,
)
from madoguchi.journeys.appointments.public.forms import Form, new_form, read_form
from madoguchi.journeys.appointments.public.wishes import (
    Wish,
    open_calendars,
    wish_again,
    wish_of_plan,
    wish_of_service,
)

__all__ = [
    "CODE_PREFIX",
    "NO_CONTACT",
    "AppointmentError",
    "Booker",
    "CalendarEntry",
    "Caller",
    "Form",
    "FormTooOldError",
    "Person",
    "TooManyFromHereError",
    "TooOftenError",
    "TooQuickError",
    "Wish",
    "book",
    "calendar_entry",
    "cancel",
    "change",
    "found",
    "generate_link_secret",
    "leave",
    "link_digest",
    "new_form",
    "open_booker",
    "open_calendars",
    "read_form",
    "read_person",
    "seal_booker",
    "take_offer",
    "wait",
    "waited",
    "wish_again",
    "wish_of_plan",
    "wish_of_service",
]
