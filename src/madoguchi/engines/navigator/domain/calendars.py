"""The plan as a calendar file (RFC 5545): one all-day entry per last day, with a reminder three days before.

No names and no relations are in it: calendars are shared with families and employers, and are kept by others.
What stands there is what a poster at the counter would say: the procedure, the last day, the counter. Where
somebody must not be found, not even the municipality is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from madoguchi.core.languages import in_brackets, say, spoken, without_readings
from madoguchi.core.packs import Desk
from madoguchi.engines.navigator.domain.deadlines import Deadline
from madoguchi.engines.navigator.domain.model import Plan, PlanLine

if TYPE_CHECKING:
    from icalendar import Event

REMINDER = timedelta(days=-3)


def plan_calendar(plan: Plan) -> bytes:
    """The needed procedures that have a last day, gathered by that day, as an iCalendar file (UTF-8)."""
    # Here and not above: it takes long to read in, and every command that plans would wait for it.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Madoguchi//Navigator//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", without_readings(_title(plan)))
    days: dict[object, list[tuple[Deadline, PlanLine]]] = {}
    for line in plan.lines:
        if line.deadline is not None:
            days.setdefault(line.deadline.date, []).append((line.deadline, line))
    for lines in sorted(days.values(), key=lambda found: found[0][0].date):
        calendar.add_component(_event(plan, lines))
    return bytes(calendar.to_ical())


def _event(plan: Plan, lines: list[tuple[Deadline, PlanLine]]) -> Event:
    from icalendar import Alarm, Event

    deadline = lines[0][0]
    municipality = plan.pack.municipality
    event = Event()
    keys = ",".join(line.procedure.key for _, line in lines)
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'{municipality.code}/{deadline.date}/{keys}')}@madoguchi")
    event.add("dtstamp", datetime.combine(plan.facts.today, time(), tzinfo=UTC))
    event.add("dtstart", deadline.date)
    event.add("dtend", deadline.date + timedelta(days=1))
    first = lines[0][1].label
    if len(lines) > 1:
        what = say("【期限】{procedure}ほか{count}件", procedure=first, count=len(lines) - 1)
    else:
        what = say("【期限】{procedure}", procedure=first)
    event.add("summary", without_readings(f"{what}{_place(plan)}"))
    event.add("description", without_readings("\n".join(_description(plan, lines))))
    if not plan.discreet:
        event.add("location", municipality.name)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", without_readings(say("手続きの期限まであと3日です") + _place(plan)))
    alarm.add("trigger", REMINDER)
    event.add_component(alarm)
    return event


def _title(plan: Plan) -> str:
    if plan.discreet:
        return say("手続き")
    return say("{event}の手続き", event=plan.event.label) + _place(plan)


def _place(plan: Plan) -> str:
    """The municipality in brackets; nothing where somebody must not be found."""
    return "" if plan.discreet else in_brackets(plan.pack.municipality.name)


def _description(plan: Plan, lines: list[tuple[Deadline, PlanLine]]) -> Iterator[str]:
    """A line for each procedure; what is done at other authorities stands in a part of its own."""
    outside = [one for one in lines if _is_outside(plan, one[1])]
    for one in lines:
        if one not in outside:
            yield _what_and_where(plan, *one)
    if outside:
        yield say("役場の外での手続き")
        for one in outside:
            yield _what_and_where(plan, *one)


def _floor_and_line(desk: Desk) -> str:
    """「1階・赤の線」 in the language that is spoken; what nobody has translated stays Japanese.

    Number and name of the counter always do: so they are written above it.
    """
    floor = spoken().say(desk.floor)
    if desk.line_label is None:
        return floor
    return say("{floor}・{line}", floor=floor, line=spoken().say(desk.line_label))


def _is_outside(plan: Plan, line: PlanLine) -> bool:
    return plan.pack.desk_roles[line.procedure.desk].outside and not line.entries[0].at_home


def _what_and_where(plan: Plan, deadline: Deadline, line: PlanLine) -> str:
    entry = line.entries[0]
    if entry.at_home:
        where = say("家でできます")
    elif plan.discreet:
        where = ""
    elif entry.desk is not None:
        taken = line.procedure.key in plan.counters.taken
        desk = plan.counters.one_stop if taken and plan.counters.one_stop is not None else entry.desk
        where = f"{_floor_and_line(desk)} {desk.counter} {desk.name}"
    else:
        where = plan.pack.desk_roles[line.procedure.desk].label
    until = say("{date}まで", date=deadline.label)
    return f"・{line.label}　{until}　{where}".rstrip()
