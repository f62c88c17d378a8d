"""Makes what can be booked in the municipalities, and checks that it can be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from madoguchi.core.packs.definitions import reporter
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model import (
    BOOKING_STEP,
    BookingCalendar,
    BookingLimits,
    BookingLine,
    BookingMinutes,
    Bookings,
    BookingService,
    BookingSession,
    CalendarKind,
    DeskCover,
    Municipality,
)
from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.packs.yaml_reading import ValuePath
from madoguchi.lib.opening_hours import WEEKDAYS, OpeningHours, OpeningHoursError, Span, span_from

Report = Callable[[ValuePath, str, str], None]
_TIMES = ("every", "buffer", "most_wait", "hold")


def bookings_from(files: PackFiles, municipalities: Mapping[str, Municipality]) -> dict[str, Bookings]:
    """What can be booked, by municipality. Problems go into `files`."""
    common = next(iter(files.of("booking").values()), None)
    report_at = reporter(files)
    if common is None:
        for file in files.of("bookings").values():
            report_at(
                file,
                (),
                "common/booking.yaml がないので、予約の決まりが分かりません。",
                "common/booking.yaml を置いてください。",
            )
        return {}
    found: dict[str, Bookings] = {}
    for relative, file in files.of("bookings").items():
        place = municipalities.get(relative.stem)
        if place is None or place.region != relative.parts[0]:
            report_at(
                file,
                (),
                f"ファイル名の「{relative.stem}」という市町村は、この地域にありません。",
                did_you_mean(relative.stem, municipalities)
                or f"{relative.parts[0]}/municipalities/ にあるコードを名前にしてください。",
            )
            continue

        def here(path: ValuePath, what: str, remedy: str) -> None:
            report_at(file, path, what, remedy)  # noqa: B023 - called before the next file

        halls = files.of("hall").get(PurePosixPath(relative.parts[0], "halls", relative.name))
        making = _Making(
            here, common.value, file.value, place, None if halls is None else halls.value["halls"]
        )
        found[relative.stem] = making.bookings()
    return found


_MULTIPLE = f"{BOOKING_STEP}分きざみにしてください。"


class _Making:
    """Makes what one municipality has; `halls` are the raw halls of the same municipality, None without."""

    def __init__(
        self,
        report: Report,
        common: Mapping[str, Any],
        raw: Mapping[str, Any],
        place: Municipality,
        halls: Mapping[str, Any] | None,
    ) -> None:
        self._report = report
        self._common = common
        self._raw = raw
        self._place = place
        self._halls = halls

    def bookings(self) -> Bookings:
        """All calendars."""
        calendars = self._raw["calendars"]
        for number, name in enumerate(self._raw.get("example", ())):
            known = ["calendars", *(f"calendars.{key}" for key in calendars)]
            if name not in known:
                self._report(
                    ("example", number),
                    f"example の「{name}」という欄はありません。",
                    did_you_mean(name, known) or f"書けるもの: {'、'.join(known)}",
                )
        return Bookings(
            minutes=BookingMinutes(self._common["least"]),
            calendars={key: self._calendar(key, one) for key, one in calendars.items()},
            keep=timedelta(days=self._common["keep_days"]),
        )

    def _calendar(self, key: str, raw: Mapping[str, Any]) -> BookingCalendar:
        place: ValuePath = ("calendars", key)
        kind = CalendarKind(raw["kind"])
        self._check_kind(place, kind, raw)
        times = {name: raw.get(name, self._common[name]) for name in _TIMES}
        for name in _TIMES:
            if times[name] % BOOKING_STEP:
                self._report(
                    (*place, name),
                    f"{name} の{times[name]}分は、{BOOKING_STEP}分の倍数ではありません。",
                    _MULTIPLE,
                )
        usual = self._hours((*place, "hours"), raw["hours"]) if "hours" in raw else None
        example = self._raw.get("example", ())
        calendar = BookingCalendar(
            key=key,
            label=raw["label"],
            kind=kind,
            limits=self._limits(raw),
            hall=raw.get("hall", ""),
            place=raw.get("place", ""),
            note=raw.get("note", ""),
            eligible=raw.get("eligible", ""),
            open_to_all=raw.get("open_to_all", False),
            waiting_list=raw.get("waiting_list", True),
            lines={
                name: self._line((*place, "lines", name), name, one, raw.get("hall", ""), usual)
                for name, one in raw.get("lines", {}).items()
            },
            sessions=self._sessions(place, raw.get("sessions", ())),
            services={
                name: BookingService(
                    name,
                    one["label"],
                    tuple((step["line"], step["minutes"]) for step in one["steps"]),
                    one.get("note", ""),
                )
                for name, one in raw.get("services", {}).items()
            },
            example="calendars" in example or f"calendars.{key}" in example,
            **times,
        )
        self._check_roles(place, calendar)
        self._check_services(place, calendar)
        self._check_kept(place, calendar)
        return calendar

    def _check_kind(self, place: ValuePath, kind: CalendarKind, raw: Mapping[str, Any]) -> None:
        wanted: tuple[str, ...] = ("lines", "hours")
        not_wanted: tuple[str, ...] = ("sessions", "eligible")
        if kind is CalendarKind.SESSIONS:
            wanted, not_wanted = ("sessions",), ("lines", "hours", "services", "hall")
        for name in wanted:
            # Hours may stand at every line instead.
            everywhere = name == "hours" and all("hours" in line for line in raw.get("lines", {}).values())
            if name not in raw and not everywhere:
                self._report(
                    place,
                    f"kind: {kind.value} の受付に「{name}」がありません。",
                    f"{name} を書いてください。",
                )
        for name in not_wanted:
            if name in raw:
                self._report(
                    (*place, name),
                    f"kind: {kind.value} の受付に {name} は書けません。",
                    f"{name} を消すか、kind を直してください。",
                )

    def _limits(self, raw: Mapping[str, Any]) -> BookingLimits:
        own = raw.get("limits", {})
        limits = {**self._common["limits"], **own}
        return BookingLimits(
            limits["lead_minutes"],
            limits["days_ahead"],
            limits["most_open"],
            limits.get("most_a_day", {}),
            limits.get("kept", {}),
        )

    def _hours(self, place: ValuePath, raw: Mapping[str, Any]) -> OpeningHours:
        try:
            hours = OpeningHours.from_mapping(raw)
        except OpeningHoursError as wrong:
            self._report((*place, *wrong.place), wrong.what, wrong.what_to_do)
            return OpeningHours(((),) * 7)
        for path, span in _spans(hours, raw):
            self._check_step((*place, *path), span)
        return hours

    def _check_step(self, place: ValuePath, span: Span) -> None:
        if span.first % BOOKING_STEP or span.last % BOOKING_STEP:
            self._report(place, f"{span} は、{BOOKING_STEP}分きざみの時間ではありません。", _MULTIPLE)

    def _line(
        self, place: ValuePath, key: str, raw: Mapping[str, Any], hall: str, usual: OpeningHours | None
    ) -> BookingLine:
        hours = self._hours((*place, "hours"), raw["hours"]) if "hours" in raw else usual
        covers: tuple[DeskCover, ...] = ()
        if "lunch" in raw:
            lunch = raw["lunch"]
            span = self._span((*place, "lunch"), lunch["from"], lunch["until"])
            if lunch["desks"] > raw["desks"]:
                self._report(
                    (*place, "lunch", "desks"),
                    f"昼の窓口の数（{lunch['desks']}）が、ふだんの数（{raw['desks']}）より多くなっています。",
                    "ふだんの数以下にしてください。",
                )
            covers = () if span is None else (DeskCover(span, lunch["desks"]),)
        roles = tuple(raw.get("roles", ()))
        counter = self._counter(place, hall, raw["counter"]) if "counter" in raw else None
        if counter is not None and raw["desks"] > len(counter["desks"]):
            self._report(
                (*place, "desks"),
                f"desks の数（{raw['desks']}）が、待合の席（{len(counter['desks'])}）より多くなっています。",
                "席の数以下にしてください。",
            )
        for number, role in enumerate(roles):
            if role not in self._place.desks:
                self._report(
                    (*place, "roles", number),
                    f"roles の「{role}」という窓口は、{self._place.name}の desks にありません。",
                    did_you_mean(role, self._place.desks) or "市町村のファイルの desks を確かめてください。",
                )
        return BookingLine(
            key=key,
            label=raw["label"],
            desks=raw["desks"],
            hours=hours or OpeningHours(((),) * 7),
            counter=raw.get("counter", ""),
            covers=covers,
            # What the counter of the hall serves is served here, unless the line says otherwise.
            roles=roles or tuple((counter or {}).get("roles", ())),
        )

    def _counter(self, place: ValuePath, hall: str, key: str) -> Mapping[str, Any] | None:
        if not hall:
            self._report(
                (*place, "counter"),
                "counter がありますが、hall がありません。",
                "どの待合の窓口か、hall を書いてください。",
            )
            return None
        if self._halls is None:
            return None
        if hall not in self._halls:
            self._report(
                (*place[:2], "hall"),
                f"hall の「{hall}」という待合は、halls のファイルにありません。",
                did_you_mean(hall, self._halls) or "待合を作るか、hall を消してください。",
            )
            return None
        counters = self._halls[hall]["counters"]
        if key not in counters:
            self._report(
                (*place, "counter"),
                f"counter の「{key}」という窓口は、待合「{hall}」の counters にありません。",
                did_you_mean(key, counters) or f"書けるもの: {'、'.join(counters)}",
            )
            return None
        counter: Mapping[str, Any] = counters[key]
        return counter

    def _span(self, place: ValuePath, begins: str, ends: str) -> Span | None:
        try:
            span = span_from((begins, ends))
        except OpeningHoursError as wrong:
            self._report((*place, "until"), wrong.what, wrong.what_to_do)
            return None
        self._check_step((*place, "from"), span)
        return span

    def _sessions(self, place: ValuePath, raw: Collection[Mapping[str, Any]]) -> tuple[BookingSession, ...]:
        found: list[BookingSession] = []
        for number, one in enumerate(raw):
            here = (*place, "sessions", number)
            span = self._span(here, one["from"], one["until"])
            if span is None:
                continue
            session = BookingSession(date.fromisoformat(one["on"]), span, one["places"], one.get("every"))
            length = span.last - span.first
            every = session.every or length
            if length % every or every % BOOKING_STEP:
                self._report(
                    (*here, "every"),
                    f"{span} は、{every}分ずつに分けられません。",
                    "余りが出ないように、5分きざみで分けてください。",
                )
                session = replace(session, every=None)
            elif session.places < length // every:
                self._report(
                    (*here, "places"),
                    f"{session.places}人では、{length // every}回に1人もつかない回ができます。",
                    "places を増やすか、every を長くしてください。",
                )
            found.append(session)
        ordered = sorted(enumerate(found), key=lambda entry: (entry[1].on, entry[1].span.first))
        for (_, before), (number, after) in pairwise(ordered):
            if before.on == after.on and after.span.first < before.span.last:
                self._report(
                    (*place, "sessions", number),
                    f"{after.on} の {before.span} と {after.span} が重なっています。",
                    "時間を分けるか、1つの受付にまとめてください。",
                )
        return tuple(one for _, one in ordered)

    def _check_roles(self, place: ValuePath, calendar: BookingCalendar) -> None:
        first: dict[str, str] = {}
        for line in calendar.lines.values():
            for role in line.roles:
                other = first.setdefault(role, line.key)
                if other != line.key:
                    self._report(
                        (*place, "lines", line.key),
                        f"「{role}」の用事は、「{other}」でも「{line.key}」でも受けることになっています。",
                        "どちらか1つの roles から消してください。",
                    )

    def _check_services(self, place: ValuePath, calendar: BookingCalendar) -> None:
        for service in calendar.services.values():
            for number, (line, minutes) in enumerate(service.steps):
                here = (*place, "services", service.key, "steps", number)
                if line not in calendar.lines:
                    self._report(
                        (*here, "line"),
                        f"「{service.label}」の line「{line}」は lines にありません。",
                        did_you_mean(line, calendar.lines) or "lines に足すか、この名前を直してください。",
                    )
                    continue
                if minutes % BOOKING_STEP:
                    self._report(
                        (*here, "minutes"),
                        f"{minutes}分は、{BOOKING_STEP}分の倍数ではありません。",
                        _MULTIPLE,
                    )
                longest = max(
                    (span.last - span.first for spans in calendar.lines[line].hours.weekly for span in spans),
                    default=0,
                )
                # A line that is never open has been told of where its hours stand.
                if minutes > longest > 0:
                    self._report(
                        (*here, "minutes"),
                        f"「{service.label}」の{minutes}分は、「{line}」が続けて開いている時間より長くなっています。",
                        f"{longest}分以下にするか、hours を直してください。",
                    )

    def _check_kept(self, place: ValuePath, calendar: BookingCalendar) -> None:
        kept = sum(calendar.limits.kept.values())
        if kept and calendar.kind is CalendarKind.DESKS:
            self._report(
                (*place, "limits", "kept"),
                "kept は、kind: sessions の受付にしか書けません。",
                "窓口の予約では、most_a_day に1日の数を書いてください。",
            )
        fewest = min((start.places for session in calendar.sessions for start in session.starts), default=0)
        if calendar.sessions and kept and kept >= fewest:
            self._report(
                (*place, "limits", "kept"),
                f"とっておく数（{kept}）が、1回の数（{fewest}）以上です。",
                "だれでも取れる分が残るように、少なくしてください。",
            )


def _spans(hours: OpeningHours, raw: Mapping[str, Any]) -> Iterator[tuple[ValuePath, Span]]:
    """Each span with its place in the raw hours."""
    for name, spans in zip(WEEKDAYS, hours.weekly, strict=True):
        for number, span in enumerate(spans):
            yield ("weekly", name, number), span
    for number, exception in enumerate(hours.exceptions):
        for place, span in enumerate(exception.spans):
            yield ("exceptions", number, "spans", place), span
