"""What is booked, and the form for who comes, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from madoguchi.core.languages import say, say_list, spoken, translatable
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.booking.api import ReservationView, Step
from madoguchi.journeys.appointments.api import CODE_PREFIX, Person, Wish
from madoguchi.lib.qr import Symbol, symbols
from madoguchi.surfaces.resident_web.presentation.booking_days import say_moment_of, say_time
from madoguchi.surfaces.resident_web.presentation.errors import FieldProblem
from madoguchi.surfaces.resident_web.presentation.plan import NO_LINE, colour_of, is_example_desk
from madoguchi.surfaces.resident_web.presentation.steps import StepView

_PIXELS_A_MODULE = 10
_FEW_PROCEDURES = 3


@dataclass(frozen=True, slots=True)
class StopOfBooking:
    """One counter of an appointment; `time` is empty while none was chosen. `name` is what stands over it in
    Japanese, `line` what the calendar calls it, where the language that is spoken has a name for that.
    """

    badge: str
    name: str
    line: str
    colour: str
    procedures: str
    time: str


@dataclass(frozen=True, slots=True)
class WhatView:
    """What is booked. `about`: how long, and at how many counters. `more`: that what this page does not name
    is covered too.

    `place`, `eligible` and `note` are texts of the packs, in Japanese.
    """

    label: str
    about: str
    place: str
    eligible: str
    note: str
    stops: tuple[StopOfBooking, ...]
    more: str
    walk_in: str
    example: bool


@dataclass(frozen=True, slots=True)
class BookerField:
    """One field about who comes."""

    id: str
    label: str
    help: str
    kind: str
    autocomplete: str
    longest: int
    value: str
    optional: bool
    error: str


@dataclass(frozen=True, slots=True)
class FormView:
    """The form; `seen` is what the page has shown of a reservation that is changed, `hint` stands first."""

    token: str
    fields: tuple[BookerField, ...] = ()
    seen: str = ""
    hint: str = ""

    @property
    def problems(self) -> list[FieldProblem]:
        """The fields with an error."""
        return [FieldProblem(one.id, one.error) for one in self.fields if one.error]


def what_view(
    pack: MunicipalityPack, wish: Wish, steps: Sequence[Step] = (), *, brief: bool = False
) -> WhatView:
    """What somebody wants, and with `steps` when at which counter; `brief` counts procedures only."""
    stops = _stops(pack, wish, steps, brief=brief)
    desks = [desk for one in wish.needs if (desk := wish.desk_of(pack, one.line)) is not None]
    minutes = wish.minutes if not steps else _minutes_of(steps)
    calendar = wish.calendar
    return WhatView(
        label="" if wish.event else wish.label,
        about=_about(wish, minutes),
        place=calendar.place,
        eligible=calendar.eligible,
        note=calendar.note,
        stops=stops,
        more=_more(wish),
        walk_in=say_list(f"{desk.counter} {desk.name}" for desk in wish.walk_in),
        example=calendar.example
        or any(is_example_desk(pack.municipality, desk) for desk in (*desks, *wish.walk_in)),
    )


def _about(wish: Wish, minutes: int) -> str:
    if len(wish.needs) > 1:
        # Longer than the plan says: there one reads what is done at the counters, and no way between them.
        return say(
            "約{minutes}分、窓口は{count}か所です。歩く時間と待つ時間も入っています。",
            minutes=minutes,
            count=len(wish.needs),
        )
    return say("約{minutes}分です。", minutes=minutes) if minutes else ""


def _more(wish: Wish) -> str:
    """At several counters nobody here knows at which one it is done; at one it is counted there."""
    if not wish.unnamed or len(wish.needs) == 1:
        return ""
    if not wish.told:
        return say("手続き{count}件が、全部この予約に入っています。", count=wish.unnamed)
    return say("ほか{count}件も、この予約に入っています。", count=wish.unnamed)


def _stops(
    pack: MunicipalityPack, wish: Wish, steps: Sequence[Step], *, brief: bool
) -> tuple[StopOfBooking, ...]:
    times = [say("{begin}から{end}まで", begin=say_time(one.begins), end=say_time(one.ends)) for one in steps]
    found = []
    for number, need in enumerate(wish.needs):
        desk = wish.desk_of(pack, need.line)
        label, done = wish.line_label(need.line), wish.labels.get(need.line, ())
        if desk is None and not done:
            # No counter to go to: where one comes is said by the place.
            continue
        found.append(
            StopOfBooking(
                badge=desk.counter if desk else label,
                name=desk.name if desk else "",
                line=label if desk and label in spoken() and not spoken().is_source else "",
                colour=colour_of(desk) if desk else NO_LINE,
                procedures=_told(done, wish.unnamed if len(wish.needs) == 1 else 0, brief=brief),
                time=times[number] if number < len(times) else "",
            )
        )
    return tuple(found)


def _told(procedures: Sequence[str], more: int, *, brief: bool) -> str:
    """The names; `more` have none here, and are counted."""
    number = len(procedures) + more
    if number and (not procedures or (brief and number > _FEW_PROCEDURES)):
        return say("手続き{count}件", count=number)
    return say_list([*procedures, say("ほか{count}件", count=more)] if more else procedures)


def _minutes_of(steps: Sequence[Step]) -> int:
    return int((steps[-1].ends - steps[0].begins).total_seconds()) // 60


_FIELDS: Mapping[str, tuple[str, str, str, str, int]] = {
    "name": (translatable("お名前"), "", "text", "name", 80),
    "email": (
        translatable("メールアドレス"),
        translatable("予約の確認と、前の日のお知らせを送ります。"),
        "email",
        "email",
        254,
    ),
    "phone": (
        translatable("電話番号"),
        translatable("窓口の都合が変わったときに、お知らせします。"),
        "tel",
        "tel",
        20,
    ),
}


def booker_fields(
    person: Person, errors: Mapping[str, str], *, needed: Iterable[str] = ("name",)
) -> tuple[BookerField, ...]:
    """The fields about who comes, with what was typed."""
    needed = frozenset(needed)
    return tuple(
        BookerField(
            id=name,
            label=spoken().say(label),
            help=spoken().say(hint) if hint else "",
            kind=kind,
            autocomplete=autocomplete,
            longest=longest,
            value=getattr(person, name),
            optional=name not in needed,
            error=errors.get(name, ""),
        )
        for name, (label, hint, kind, autocomplete, longest) in _FIELDS.items()
    )


_STEPS = (translatable("日にち"), translatable("時間"), translatable("連絡先"), translatable("完了"))
_STEPS_OF_CHANGE = (*_STEPS[:2], translatable("確認"), _STEPS[3])


def booking_steps(now: int, urls: Sequence[str] = (), *, changing: bool = False) -> tuple[StepView, ...]:
    """The line on top: day, time, who comes (of a change: confirmed), done; `now` counts from 0."""
    return tuple(
        StepView(
            spoken().say(label),
            "now" if number == now else "done" if number < now else "later",
            urls[number] if number < min(now, len(urls)) else "",
        )
        for number, label in enumerate(_STEPS_OF_CHANGE if changing else _STEPS)
    )


def said_code(code: str) -> str:
    """A code in two halves, as people read it out.

    >>> said_code("K7Q2P9")
    'K7Q 2P9'
    """
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


@dataclass(frozen=True, slots=True)
class SlipView:
    """What somebody shows at the entrance."""

    code: str
    moment: str
    symbol: Markup
    text: str

    def png(self) -> bytes:
        """The symbol as a picture."""
        return _symbol(self.text).png(_PIXELS_A_MODULE)


def slip_view(booked: ReservationView) -> SlipView:
    """The code in letters and as a symbol that the machine at the entrance reads."""
    text = f"{CODE_PREFIX}{booked.code}"
    return SlipView(
        code=said_code(booked.code),
        moment=say_moment_of(booked.begins),
        symbol=Markup(_symbol(text).svg()),  # noqa: S704 - drawn here, from letters and digits
        text=text,
    )


def _symbol(text: str) -> Symbol:
    return symbols(text, name=say("予約番号のQRコード"))[0]
