"""A number on paper: what stands on it, in the language of its holder, and how the printer was afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from PIL.Image import Image

from madoguchi.core import clock, tenancy
from madoguchi.core.languages import SOURCE, Language, say, speaking, without_readings
from madoguchi.core.packs import MunicipalityPack, Packs
from madoguchi.engines.reception.api import (
    Device,
    PrinterState,
    Ticket,
    note_printer,
)
from madoguchi.journeys.visiting.front import standing
from madoguchi.journeys.visiting.models import Arrival
from madoguchi.journeys.visiting.paper import TicketPaper, can_be_printed, draw
from madoguchi.journeys.visiting.printers import ask_printer, print_picture
from madoguchi.journeys.visiting.words import say_before, say_taken, words

_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Printed:
    """How printing went: `came_out` is whether there is a ticket to take; `state` is what the printer
    says.
    """

    state: PrinterState
    came_out: bool


def follow_address(ticket: Ticket) -> str:
    """The page of a ticket on a phone; empty where nobody said where the residents' site is.

    In capitals, by which the log knows what it leaves out; with the language in which the number was
    taken: the phone goes on in it.
    """
    site = settings.MADOGUCHI_PUBLIC_URL.rstrip("/")
    query = f"?language={ticket.language}" if ticket.language != SOURCE else ""
    return f"{site}/{ticket.municipality_code}/waiting/t/{ticket.follow.upper()}/{query}" if site else ""


def booking_address(pack: MunicipalityPack, hall: str) -> str:
    """Where times at a hall are booked, or the way there begins; empty where none can be booked, or nobody
    said where the residents' site is.
    """
    site, calendars = settings.MADOGUCHI_PUBLIC_URL.rstrip("/"), pack.bookings.at_hall(hall)
    if not site or not calendars:
        return ""
    is_open = any(one.open_to_all for one in calendars)
    return f"{site}/{pack.municipality.code}/{'booking/' if is_open else ''}"


def ticket_picture(packs: Packs, ticket: Ticket, width: int) -> Image:
    """A ticket as it lies in the tray, for paper of 80 or 58 millimetres."""
    language = paper_language(packs, ticket.language)
    japanese = packs.for_municipality(ticket.municipality_code)
    with speaking(packs.texts(language.code)):
        pack = japanese.in_language(language.code)
        stands = standing(pack.halls[ticket.hall], ticket)
        name = without_readings(pack.municipality.name)
        waits = [say_before(stands.ahead)] if stands.ahead is not None else []
        waits += [stands.wait] if stands.wait else []
        original = japanese.halls[ticket.hall].purposes.get(ticket.purpose)
        paper = TicketPaper(
            place=f"{name}　{without_readings(pack.halls[ticket.hall].name)}",
            number=ticket.number,
            purpose=without_readings(stands.purpose),
            purpose_in_japanese=original.label if original and _is_foreign(language) else "",
            counter=without_readings(stands.counter),
            counter_in_japanese=stands.sign,
            waits=tuple(map(without_readings, waits)),
            notes=tuple(
                without_readings(note)
                for note in (
                    *([stands.late] if stands.late else []),
                    *(say("つぎに：{counter}", counter=one) for one in stands.then),
                )
            ),
            follow=follow_address(ticket),
            follow_how=without_readings(words()["phone_how"]),
            taken=without_readings(say_taken(ticket.taken_at)),
            language=language.tag,
        )
    return draw(paper, width)


def print_ticket(packs: Packs, device: Device, ticket: Ticket) -> Printed:
    """Print a number at the printer of a device that the server drives, and keep what the printer says.

    Takes some seconds at the most, whatever the printer does; the number is written long before.
    """
    state = print_picture(device.own_printer, ticket_picture(packs, ticket, device.own_printer.width))
    note_printer(device, state)
    printed = Printed(state, state.prints)
    if printed.came_out:
        with tenancy.municipality(ticket.municipality_code):
            Arrival.objects.filter(ticket=ticket.uuid).update(printed_at=clock.now())
    return printed


def was_printed(ticket: Ticket) -> bool:
    """Whether a number has come out on paper already."""
    with tenancy.reading(ticket.municipality_code):
        return Arrival.objects.filter(ticket=ticket.uuid, printed_at__isnull=False).exists()


def look_after_printer(device: Device) -> PrinterState:
    """Ask the printer of a device how it is, and keep it."""
    state = ask_printer(device.own_printer)
    note_printer(device, state)
    return state


def print_test(packs: Packs, device: Device) -> Printed:
    """A test ticket: everything that a ticket has, with a number that nobody gets."""
    pack = packs.for_municipality(device.municipality_code)
    hall = pack.halls.get(device.hall)
    paper = TicketPaper(
        place=f"{pack.municipality.name}　{hall.name if hall else ''}",
        number="T000",
        purpose="試し印刷",
        purpose_in_japanese="",
        counter=device.name,
        counter_in_japanese="",
        waits=("この番号は使えません",),
        notes=("文字がかすれず、左右が切れていなければ、使えます。",),
        follow=settings.MADOGUCHI_PUBLIC_URL,
        follow_how="QRコードが読み取れることも確かめてください。",
        taken=say_taken(clock.now()),
        language="ja",
    )
    state = print_picture(device.own_printer, draw(paper, device.own_printer.width))
    note_printer(device, state)
    return Printed(state, state.prints)


def paper_language(packs: Packs, code: str) -> Language:
    """In which language a ticket is printed: the holder's, or English where this machine lacks the
    letters.
    """
    known = {one.code: one for one in packs.languages}
    wanted = known.get(code, known["ja"])
    if can_be_printed(wanted):
        return wanted
    return known.get(_ENGLISH, known["ja"])


def _is_foreign(language: Language) -> bool:
    return language.tag != "ja"
