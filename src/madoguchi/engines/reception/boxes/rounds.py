"""On a box: how it stands with the centre, and what its clock does.

Facts about a machine, nobody's data: no audit entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from madoguchi.core import clock, tenancy
from madoguchi.core.clock import TOKYO, day_of
from madoguchi.engines.reception.boxes.homes import hall_of_this_box
from madoguchi.engines.reception.domain.states import TicketStatus
from madoguchi.engines.reception.errors import ClockResetError
from madoguchi.engines.reception.models import BoxRound, HallDay, Ticket

MOST_OFF: Final = timedelta(minutes=10)
"""A clock that differs more from the centre's closes no day."""
_RESET: Final = timedelta(days=7)
"""A clock that goes back so far was not set wrong by somebody: its battery is empty."""
_CONFIRMED_FOR: Final = timedelta(hours=12)
DAY_END: Final = "day_end"


@dataclass(frozen=True, slots=True)
class LaterTickets:
    """Numbers that were given under a date that has not come yet: the clock was ahead then."""

    day: date
    numbers: tuple[str, ...]


def note_round(code: str, hall: str, *, refused: str = "", clock_off: timedelta | None = None) -> None:
    """Keep how a round went: `clock_off` where the centre answered (how far this clock is ahead), `refused`
    where it sent this box away, neither where nobody was reached.
    """
    now = clock.now()
    values: dict[str, object] = {"tried_at": now, "refused": refused[:300]}
    if clock_off is not None:
        values |= {"reached_at": now, "clock_off": _seconds(clock_off)}
    with tenancy.municipality(code):
        BoxRound.objects.update_or_create(hall=hall, defaults=values)


def last_round(code: str, hall: str) -> BoxRound | None:
    """How the last round went; None before the first."""
    with tenancy.reading(code):
        return BoxRound.objects.filter(hall=hall).first()


def clock_went_back(code: str, hall: str) -> datetime | None:
    """When the last ticket was taken, where this clock has not come so far yet; otherwise None."""
    with tenancy.reading(code):
        last = (
            HallDay.objects.filter(hall=hall).order_by("-last_at").values_list("last_at", flat=True).first()
        )
    return last.astimezone(TOKYO) if last and last > clock.now() + timedelta(minutes=1) else None


def later_tickets(code: str, hall: str) -> list[LaterTickets]:
    """Numbers of days to come that still wait, by day; none where the clock has lost the date, because then
    they are right and the clock is wrong.
    """
    found: dict[date, list[str]] = {}
    with tenancy.reading(code):
        if _lost_the_date(hall, clock.now()) is not None:
            return []
        rows = Ticket.objects.filter(hall=hall, day__gt=clock.today(), ended_at=None)
        for day, number in rows.order_by("day", "sequence").values_list("day", "number"):
            found.setdefault(day, []).append(number)
    return [LaterTickets(day, tuple(numbers)) for day, numbers in found.items()]


def refuse_reset_clock(code: str, hall: str, now: datetime) -> None:
    """Raises ClockResetError on a box whose clock has lost the date, unless the centre has just confirmed it.

    Numbers of 2000-01-01 would be found by nobody on the day on which they are called.
    """
    if hall_of_this_box() != (code, hall):
        return
    last = _lost_the_date(hall, now)
    if last is None:
        return
    raise ClockResetError(
        f"この端末の時計は{_say(now)}ですが、{_say(last)}の番号札があります。端末の日付と時刻を合わせてください。"
        "番号札は残っています。時計が正しいときは、庁内につながると続けられます。"
    )


def _lost_the_date(hall: str, now: datetime) -> datetime | None:
    """When the last ticket was taken, where a clock is so far behind it that its battery is empty."""
    last = HallDay.objects.filter(hall=hall).order_by("-last_at").values_list("last_at", flat=True).first()
    return None if last is None or now > last - _RESET or _is_confirmed(hall, now) else last


def is_clock_doubtful(hall: str) -> bool:
    """Whether the centre's clock says otherwise. Inside `tenancy.municipality(...)`."""
    known = BoxRound.objects.filter(hall=hall).first()
    return known is not None and abs(timedelta(seconds=known.clock_off)) > MOST_OFF


def was_ended_too_early(code: str, hall: str) -> bool:
    """Whether the day was closed although it is not over: the clock was ahead, and was put right."""
    with tenancy.reading(code):
        return ended_too_early(clock.now()).filter(hall=hall).exists()


def ended_too_early(now: datetime) -> QuerySet[Ticket]:
    """Tickets of today that the end of the day has closed at a time that has not come yet."""
    today = day_of(now)
    return Ticket.objects.filter(day=today, status=TicketStatus.LEFT.value, reason=DAY_END, ended_at__gt=now)


def _is_confirmed(hall: str, now: datetime) -> bool:
    known = BoxRound.objects.filter(hall=hall).first()
    if known is None or known.reached_at is None or abs(timedelta(seconds=known.clock_off)) > MOST_OFF:
        return False
    return timedelta(0) <= now - known.reached_at < _CONFIRMED_FOR


def _seconds(off: timedelta) -> int:
    return max(-(2**31), min(2**31 - 1, round(off.total_seconds())))


def _say(moment: datetime) -> str:
    local = moment.astimezone(TOKYO)
    return f"{local.year}年{local.month}月{local.day}日"
