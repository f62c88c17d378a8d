"""A day's bookings on paper: for the counter, and for the hour in which nothing can be reached."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.engines.booking.api import Channel, Status, Step, bookings_of, still_fits
from madoguchi.engines.documents.api import BookedLine, Circumstances, booking_day_sheet, render
from madoguchi.journeys.appointments.domain.contact import Booker
from madoguchi.journeys.appointments.office.models import Booked
from madoguchi.journeys.appointments.office.opening import Contact, open_contacts
from madoguchi.journeys.appointments.office.replica import age_of, booked_on, refresh
from madoguchi.lib.japanese.dates import format_both

PRINT: Final = "documents.print"
_OVER: Final = (Status.CANCELLED, Status.LAPSED)


def day_pdf(context: Context, day: date, line: str = "", *, names: bool = True) -> bytes:
    """The bookings of a day that still hold, at one line or all, as PDF; the copy is made anew before.

    Without `names` nobody is opened. Then, and where no contact can be opened, the columns of name and
    telephone number are left out.

    Raises NotAllowedError.
    """
    if not context.actor.may(PRINT):
        raise NotAllowedError(NotAllowedError.__doc__)
    code = context.municipality_code
    refresh(code)
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(code)
    rows = [one for one in booked_on(code, day) if one.state not in _OVER and is_at(one, line)]
    with tenancy.municipality(code):
        contacts = open_contacts(context, rows, "print") if names else {}
    problem = next((one.problem for one in contacts.values()), "")
    if contacts and all(one.problem for one in contacts.values()):
        names = False
    request = booking_day_sheet(
        pack,
        format_both(day),
        "　".join(one for one in (_shown(code, len(rows), line), "" if names else problem) if one),
        [_line(pack, one, contacts.get(one.pk, Contact())) for one in rows],
        Circumstances(clock.today()),
        names=names,
    )
    return render(pack, request.key, request.data)


def is_at(booked: Booked, line: str) -> bool:
    """Whether a booking comes by at a line; every one does at none."""
    return not line or any(step["line"] == line for step in booked.steps)


def is_closed_since(booked: Booked) -> bool:
    """Whether an open booking can take place no more, because its day was closed or its desk taken away."""
    calendar = bookings_of(booked.municipality_code).calendars.get(booked.calendar)
    steps = [
        Step(one["line"], one["desk"], *(datetime.fromisoformat(one[key]) for key in ("begins", "ends")))
        for one in booked.steps
    ]
    return booked.state.is_open and not still_fits(calendar, steps)


def line_labels(municipality_code: str) -> dict[str, str]:
    """The lines of all calendars by key, as people know them."""
    calendars = bookings_of(municipality_code).calendars.values()
    return {line.key: line.label for calendar in calendars for line in calendar.lines.values()}


def what_is_booked(pack: MunicipalityPack, booked: Booked, booker: Booker) -> tuple[str, str]:
    """The counters of a booking in their order (of a session the calendar), and what is done there: all of it
    is inside the seal, and in clear only what anybody may know.
    """
    calendar = bookings_of(booked.municipality_code).calendars.get(booked.calendar)
    labels = line_labels(booked.municipality_code)
    walk = [labels[key] for step in booked.steps if (key := step["line"]) in labels]
    at = "→".join(dict.fromkeys(walk)) or (booked.calendar if calendar is None else calendar.label)
    keys = booker.procedures or booked.procedures
    done = [one.label for key in keys if (one := pack.procedures.get(key)) is not None]
    return at, "、".join(done)


def what_is_told(pack: MunicipalityPack, booked: Booked, booker: Booker) -> tuple[str, str]:
    """As `what_is_booked`, for a list that others read along and for paper: what an answer about health or a
    refuge has decided is counted, and named only on the page of the booking.
    """
    at, _ = what_is_booked(pack, booked, booker)
    keys = booker.procedures or booked.procedures
    known = {key: one for key in keys if (one := pack.procedures.get(key)) is not None}
    if booked.channel == Channel.WEB.value:
        named = [one.label for key, one in known.items() if key in booked.procedures]
    else:
        # A clerk chose these on the telephone; nobody's answers stand behind them.
        named = [one.label for one in known.values() if one.discreet_label is None]
    more = len(known) - len(named) if booker.procedures else booked.sealed_count
    if more:
        named.append(f"{'ほか' if named else '手続き'}{more}件（封書の中）")
    return at, "、".join(named)


def _shown(code: str, number: int, line: str) -> str:
    age = age_of(code)
    words = [line_labels(code).get(line, "すべての窓口"), f"{number}件"]
    if age.fetched_at is not None:
        words.append(f"{age.fetched_at.astimezone(TOKYO):%-m月%-d日 %-H:%M}現在")
    if age.problem:
        words.append("公開側につながらないため、最後に写した一覧です")
    return "　".join(words)


def _line(pack: MunicipalityPack, booked: Booked, contact: Contact) -> BookedLine:
    at, done = what_is_told(pack, booked, contact.booker)
    begins, ends = (moment.astimezone(TOKYO) for moment in (booked.begins, booked.ends))
    booker = contact.booker
    return BookedLine(
        time=f"{begins:%-H:%M}–{ends:%-H:%M}",
        code=booked.code,
        name=f"{booker.name}（{booker.kana}）" if booker.kana else booker.name or contact.problem,
        phone=booker.phone,
        what="　".join(one for one in (at, done, f"申し送り：{booker.note}" if booker.note else "") if one),
        state=booked.state_label,
    )
