"""The door of the journey: somebody comes in."""

from madoguchi.journeys.visiting.arriving import (
    Entrance,
    NewNumber,
    Number,
    check_in,
    give_number,
    ticket_of_page,
)
from madoguchi.journeys.visiting.bookings import Bookings, forget_bookings, register_bookings
from madoguchi.journeys.visiting.domain.appointments import EARLY_MINUTES, Appointment, Coming
from madoguchi.journeys.visiting.domain.codes import (
    BOOKING_PREFIX,
    Shown,
    ShownCode,
    recognise,
    typed_booking,
)
from madoguchi.journeys.visiting.errors import NumbersOverError
from madoguchi.journeys.visiting.front import Front, Standing, Tile, front, standing
from madoguchi.journeys.visiting.paper import png
from madoguchi.journeys.visiting.printing import (
    Printed,
    booking_address,
    follow_address,
    look_after_printer,
    paper_language,
    print_test,
    print_ticket,
    ticket_picture,
    was_printed,
)
from madoguchi.journeys.visiting.words import (
    is_spoken,
    say_before,
    say_opening,
    say_problem,
    say_time,
    say_waiting,
    words,
)

__all__ = [
    "BOOKING_PREFIX",
    "EARLY_MINUTES",
    "Appointment",
    "Bookings",
    "Coming",
    "Entrance",
    "Front",
    "NewNumber",
    "Number",
    "NumbersOverError",
    "Printed",
    "Shown",
    "ShownCode",
    "Standing",
    "Tile",
    "booking_address",
    "check_in",
    "follow_address",
    "forget_bookings",
    "front",
    "give_number",
    "is_spoken",
    "look_after_printer",
    "paper_language",
    "png",
    "print_test",
    "print_ticket",
    "recognise",
    "register_bookings",
    "say_before",
    "say_opening",
    "say_problem",
    "say_time",
    "say_waiting",
    "standing",
    "ticket_of_page",
    "ticket_picture",
    "typed_booking",
    "was_printed",
    "words",
]
