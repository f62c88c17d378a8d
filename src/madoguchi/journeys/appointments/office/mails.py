"""Mails about bookings: promised with the change that calls for them, sent once each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, run
from madoguchi.core.clock import day_of, midnight
from madoguchi.core.jobs import app
from madoguchi.core.packs import BookingCalendar, CalendarKind, MunicipalityPack, load_packs_or_refuse
from madoguchi.engines.booking.api import Status, bookings_of
from madoguchi.journeys.appointments.domain.calendar_entry import CalendarEntry, calendar_entry
from madoguchi.journeys.appointments.domain.contact import Booker
from madoguchi.journeys.appointments.domain.mailing import Telling
from madoguchi.journeys.appointments.domain.mails import MailFacts, write_mail
from madoguchi.journeys.appointments.office.models import Booked, Mail, MailState
from madoguchi.journeys.appointments.office.opening import open_contacts

TASK, QUEUE = "appointments.send_mail", "notices"
REMINDED_AT = timedelta(hours=17)
"""When people can still call and say that they will not come; hours of the day before."""
_AT_COUNTERS = "窓口での手続き"


def promise_mail(context: Context, booked: Booked, kind: Telling) -> None:
    """Promise a mail about this version, as part of the current transaction; promised twice, sent once."""
    mail, made = Mail.objects.get_or_create(
        municipality_code=context.municipality_code,
        booked=booked,
        kind=kind.value,
        version=booked.version,
        defaults={"made_at": context.now},
    )
    if made:
        app.configure_task(TASK, queue=QUEUE).defer(municipality_code=context.municipality_code, mail=mail.pk)


class SendMail(Action[int, MailState]):
    """Send a mail that was promised; a second time nothing. Raises what the mail server's library raises."""

    name = "appointments.mail"
    permission = None

    def perform(self, context: Context, given: int) -> MailState:
        """The row stays locked meanwhile, so that no other worker sends it too."""
        mail = Mail.objects.select_for_update().filter(pk=given).select_related("booked").first()
        if mail is None:
            return MailState.OVER
        if mail.state != MailState.WAITING:
            return MailState(mail.state)
        mail.state = self._send(context, mail)
        mail.sent_at = context.now if mail.state == MailState.SENT else None
        mail.save(update_fields=["state", "sent_at"])
        return MailState(mail.state)

    def _send(self, context: Context, mail: Mail) -> MailState:
        booked, kind = mail.booked, Telling(mail.kind)
        if not _still_true(booked, kind, context.now):
            return MailState.OVER
        contact = open_contacts(context, [booked], "mail")[booked.pk]
        if contact.problem:
            return MailState.UNREADABLE
        if not contact.booker.email:
            return MailState.NO_ADDRESS
        message_of(mail, contact.booker, context.now).send()
        return MailState.SENT

    def subject(self, given: int, result: MailState) -> str:
        """The mail by its number."""
        return f"mail:{given}"

    def details(self, given: int, result: MailState) -> Mapping[str, Any]:
        """What became of it."""
        return {"state": result.value}


def send_mail(municipality_code: str, mail: int) -> MailState:
    """As the job does it."""
    context = Context(municipality_code, Actor.system("appointments"), purpose="予約のメール")
    return run(SendMail(), context, mail)


def remind(municipality_code: str, now: datetime) -> int:
    """Promise the reminders for the next day; how many there are. Done twice, each is sent once; done late,
    to the same people.
    """
    tomorrow = midnight(day_of(now) + timedelta(days=1))
    due = min(now, midnight(day_of(now)) + REMINDED_AT)
    context = Context(municipality_code, Actor.system("appointments"), now, "予約の前日のお知らせ")
    with tenancy.municipality(municipality_code):
        found = list(
            Booked.objects.filter(
                begins__gte=tomorrow,
                begins__lt=tomorrow + timedelta(days=1),
                status=Status.BOOKED.value,
                # Who booked today was written to today.
                changed_at__lt=due - timedelta(hours=12),
            )
        )
        for booked in found:
            promise_mail(context, booked, Telling.REMINDER)
    return len(found)


def message_of(mail: Mail, booker: Booker, now: datetime) -> EmailMessage:
    """The mail with its calendar file."""
    booked, kind = mail.booked, Telling(mail.kind)
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    pack = packs.for_municipality(booked.municipality_code)
    discreet = is_discreet(pack, booked, booker)
    page = "w" if kind is Telling.OFFER else "r"
    facts = _facts(pack, booked, booker, page, discreet=discreet)
    known = booker.language in {one.code for one in packs.languages}
    written = write_mail(kind, facts, packs.texts(booker.language) if known else None)
    message = EmailMessage(
        written.subject,
        written.body,
        settings.MADOGUCHI_MAIL_FROM,
        [booker.email],
        # Should the server have taken it and its answer been lost: most programs show it once.
        headers={
            "Content-Language": written.tag,
            "Message-ID": f"<{booked.uuid}.{mail.version}.{mail.kind}@madoguchi>",
        },
    )
    if kind is not Telling.OFFER and not discreet:
        entry = CalendarEntry(
            booked.uuid,
            booked.version,
            booked.begins,
            booked.ends,
            f"{facts.place}　窓口の予約",
            facts.where,
            "" if kind is Telling.CANCELLED else booked.code,
            note=f"手続き{facts.procedures}件が、全部この予約に入っています。" if facts.procedures else "",
            cancelled=kind is Telling.CANCELLED,
        )
        method = "CANCEL" if entry.cancelled else "PUBLISH"
        message.attach(
            "yoyaku.ics",
            calendar_entry(entry, now=now).decode("utf-8"),
            # Django adds the character set; named twice, some mail programs read no calendar at all.
            f"text/calendar; method={method}",
        )
    return message


def is_discreet(pack: MunicipalityPack, booked: Booked, booker: Booker) -> bool:
    """Whether it is about something that nobody else should learn of (`discreet_label` in the packs).

    Of a resident's booking only the sealed part says so: beside it lies in clear what anybody may know.
    """
    procedures = (pack.procedures.get(key) for key in (*booked.procedures, *booker.procedures))
    return booker.discreet or any(one is not None and one.discreet_label is not None for one in procedures)


def _facts(pack: MunicipalityPack, booked: Booked, booker: Booker, page: str, *, discreet: bool) -> MailFacts:
    """`page`: that of a booking (r) or of the waiting list (w), where an offer is taken."""
    place, site = pack.municipality, settings.MADOGUCHI_PUBLIC_URL.rstrip("/")
    calendar = bookings_of(booked.municipality_code).calendars.get(booked.calendar)
    comes = _comes(calendar, booked)
    at_counters = comes and (calendar is None or calendar.kind is not CalendarKind.SESSIONS)
    return MailFacts(
        place=place.name,
        telephone=place.telephone,
        begins=booked.begins,
        minutes=booked.minutes,
        code=booked.code,
        what=_AT_COUNTERS if calendar is None or at_counters else calendar.label,
        where="" if calendar is None else calendar.place,
        link=f"{site}/{place.code}/booking/{page}/{booker.secret}/" if site and booker.secret else "",
        reply_until=booked.held_until,
        entrance=calendar is not None and bool(calendar.hall),
        comes=comes,
        procedures=len(booker.procedures) or len(booked.procedures) + booked.sealed_count,
        discreet=discreet,
    )


def _comes(calendar: BookingCalendar | None, booked: Booked) -> bool:
    """Whether somebody comes to a counter; not for a talk by video."""
    lines = {} if calendar is None else calendar.lines
    found = [lines[need["line"]] for need in booked.needs if need["line"] in lines]
    return not found or any(one.counter for one in found)


def _still_true(booked: Booked, kind: Telling, now: datetime) -> bool:
    if booked.begins <= now:
        return False
    match kind:
        case Telling.REMINDER:
            # A mail server that was away all night: nobody reads in the morning that it is tomorrow.
            tomorrow = day_of(now) + timedelta(days=1)
            return booked.state is Status.BOOKED and day_of(booked.begins) == tomorrow
        case Telling.CANCELLED:
            return booked.state is Status.CANCELLED
        case Telling.OFFER:
            return booked.state is Status.HELD and (booked.held_until is None or booked.held_until > now)
        case _:
            return booked.state is Status.BOOKED
