"""The code's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from madoguchi.core.languages import say, say_date_for_counter
from madoguchi.journeys.pre_application.api import Application, SealedAnswers
from madoguchi.lib.qr import QUIET_ZONE
from madoguchi.surfaces.resident_web.presentation.filling import applicant_name, procedure_choices
from madoguchi.surfaces.resident_web.presentation.plan import where_of

Address = Callable[..., str]


@dataclass(frozen=True, slots=True)
class SymbolView:
    """One QR symbol; `size` in pixels."""

    url: str
    number: int
    label: str
    size: int


@dataclass(frozen=True, slots=True)
class CodeView:
    """What stands on the page of the code."""

    symbols: tuple[SymbolView, ...]
    several: bool
    name: str
    expires: str
    count: int
    first_stop: str
    where: tuple[str, ...]
    """Floor and line of the first stop; its number and name stay Japanese, as they are written above it."""
    first_stop_example: bool


def code_view(application: Application, sealed: SealedAnswers, url: Address, scale: int) -> CodeView:
    """The page; `scale` are the pixels of a module."""
    symbols = tuple(
        SymbolView(
            url("code-png", symbol.number),
            symbol.number,
            symbol.label,
            (symbol.modules + 2 * QUIET_ZONE) * scale,
        )
        for symbol in sealed.symbols
    )
    stop = application.plan.first_counter
    until = sealed.expires_at
    return CodeView(
        symbols=symbols,
        several=len(symbols) > 1,
        name=applicant_name(application),
        expires=say(
            "{date} {hour}時{minute}分まで",
            date=say_date_for_counter(until.date()),
            hour=until.hour,
            minute=f"{until.minute:02d}",
        ),
        count=sum(one.chosen for one in procedure_choices(application)),
        first_stop=f"{stop.counter} {stop.name}" if stop else "",
        where=where_of(stop) if stop else (),
        first_stop_example=bool(
            stop and (stop.example or application.pack.municipality.is_example(f"desks.{stop.role}"))
        ),
    )
