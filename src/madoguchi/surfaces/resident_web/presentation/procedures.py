"""A procedure for anybody, whatever their circumstances: whom it is for, until when, where, with what."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass

from madoguchi.core.conditions import Expression
from madoguchi.core.conditions.wording import condition_text
from madoguchi.core.languages import SOURCE, say, speaking_japanese, spoken, translatable
from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.packs.model import Bring, Channel, Procedure
from madoguchi.engines.navigator.api import audiences, deadline_rule_text, merged_notes
from madoguchi.surfaces.resident_web.language import is_told
from madoguchi.surfaces.resident_web.presentation.discretion import NEUTRAL_PAGE
from madoguchi.surfaces.resident_web.presentation.plan import (
    NO_LINE,
    SourceView,
    colour_of,
    fee_text,
    is_example_desk,
    source_view,
    where_of,
)
from madoguchi.surfaces.resident_web.presentation.tiles import Tile, tile

CHANNELS = {
    Channel.PRE_APPLICATION: translatable("書類を先に作って、窓口に出す"),
    Channel.COUNTER: translatable("窓口でする"),
    Channel.ONLINE: translatable("インターネットでする"),
    Channel.POST: translatable("郵便で送る"),
    Channel.CONVENIENCE_STORE: translatable("コンビニエンスストアでする"),
}


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where one goes: a counter of the municipality, or another authority (`outside`).

    `where`: floor and line; `japanese`: its name is Japanese in the language that is spoken, as those of
    counters always are.
    """

    key: str
    line: str
    counter: str
    name: str
    where: tuple[str, ...]
    hours: str
    telephone: str
    example: bool
    outside: bool
    japanese: bool


@dataclass(frozen=True, slots=True)
class ThingView:
    """Something to bring; `when` is the circumstance in which it is needed, empty: always."""

    label: str
    notes: tuple[str, ...]
    when: str


@dataclass(frozen=True, slots=True)
class WhomView:
    """Life events after which it may be needed, all of them for the same people."""

    events: tuple[Tile, ...]
    conditions: tuple[str, ...]
    everybody: bool


@dataclass(frozen=True, slots=True)
class ProcedureCard:
    """A procedure in a list. `japanese`: it is told in Japanese, because its page is not translated."""

    key: str
    label: str
    summary: str
    place: str
    place_example: bool
    fee: str
    japanese: bool


@dataclass(frozen=True, slots=True)
class PlaceWithCards:
    """A counter with its procedures."""

    place: PlaceView
    cards: tuple[ProcedureCard, ...]


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """The page of one procedure. `way_out` is set where somebody may have to leave it quickly."""

    key: str
    label: str
    summary: str
    whom: tuple[WhomView, ...]
    each_person: bool
    due: str
    due_basis: str
    late: str
    place: PlaceView
    bring: tuple[ThingView, ...]
    fee: str
    fee_example: bool
    channels: tuple[str, ...]
    home: str
    minutes: int
    minutes_example: bool
    law: str
    sources: tuple[SourceView, ...]
    verified: bool
    way_out: str


def procedure_view(pack: MunicipalityPack, procedure: Procedure) -> ProcedureView:
    """Everything that the pack says of a procedure."""
    deadline = procedure.deadline
    return ProcedureView(
        key=procedure.key,
        label=procedure.label,
        summary=procedure.summary or "",
        whom=_whom(pack, procedure.key),
        each_person=procedure.concerns == "person",
        due="" if deadline is None else deadline_rule_text(deadline),
        due_basis="" if deadline is None else deadline.basis or "",
        late=procedure.if_late or "",
        place=place_of(pack, procedure),
        bring=things_to_bring(pack, [procedure]),
        fee=fee_text(procedure.fee),
        fee_example=procedure.is_example("fee"),
        channels=tuple(spoken().say(CHANNELS[one]) for one in procedure.channels),
        home=_home(procedure),
        minutes=procedure.minutes,
        minutes_example=procedure.is_example("minutes"),
        law=procedure.law or "",
        sources=tuple(source_view(source) for source in procedure.sources),
        verified=all(source.verified for source in procedure.sources),
        way_out=NEUTRAL_PAGE if procedure.discreet_label else "",
    )


def _whom(pack: MunicipalityPack, procedure_key: str) -> tuple[WhomView, ...]:
    found: dict[tuple[tuple[str, ...], bool], list[Tile]] = {}
    for one in audiences(pack, procedure_key):
        found.setdefault((one.conditions, one.everybody), []).append(tile(pack, one.event.key))
    return tuple(WhomView(tuple(events), *said) for said, events in found.items())


def _home(procedure: Procedure) -> str:
    if isinstance(procedure.at_home, Expression):
        if not spoken().is_source:
            return say("条件にあてはまる方は、家でできます。")
        return f"{condition_text(procedure.at_home.node)}方は、家でできます。"
    return say("家でできます。") if procedure.at_home else ""


def place_of(pack: MunicipalityPack, procedure: Procedure) -> PlaceView:
    """Where a procedure is done."""
    desk = pack.desks.get(procedure.desk)
    if desk is None:
        role = pack.desk_roles[procedure.desk]
        japanese = pack.in_language(SOURCE).desk_roles[role.key].label not in spoken()
        return PlaceView(
            role.key,
            NO_LINE,
            "",
            role.label,
            (),
            "",
            "",
            example=False,
            outside=role.outside,
            japanese=japanese or not role.outside,
        )
    return PlaceView(
        key=desk.role,
        line=colour_of(desk),
        counter=desk.counter,
        name=desk.name,
        where=where_of(desk),
        hours=desk.hours or "",
        telephone=desk.telephone or "",
        example=is_example_desk(pack.municipality, desk),
        outside=False,
        japanese=True,
    )


def card(pack: MunicipalityPack, procedure: Procedure) -> ProcedureCard:
    """A procedure in a list, whole in one language."""
    source = pack.in_language(SOURCE)
    told = is_told(source, source.procedures[procedure.key], spoken())
    if not told:
        procedure = source.procedures[procedure.key]
    place = place_of(pack, procedure)
    where = "　".join(part for part in (*place.where[:1], place.counter, place.name) if part)
    with nullcontext() if told else speaking_japanese():
        fee = fee_text(procedure.fee)
    return ProcedureCard(
        procedure.key,
        procedure.label,
        procedure.summary or "",
        where,
        place.example,
        fee,
        japanese=not told,
    )


_Spot = tuple[str, str, tuple[str, ...]]


def by_place(pack: MunicipalityPack, procedures: Iterable[Procedure]) -> tuple[PlaceWithCards, ...]:
    """Procedures at their counters, in walking order, other authorities last."""
    places: dict[_Spot, PlaceView] = {}
    found: dict[_Spot, list[ProcedureCard]] = {}
    orders: dict[_Spot, tuple[bool, int]] = {}
    for procedure in procedures:
        place = place_of(pack, procedure)
        desk = pack.desks.get(procedure.desk)
        name = (place.counter, place.name, place.where)
        order = (place.outside, desk.order if desk is not None else pack.desk_roles[procedure.desk].order)
        places.setdefault(name, place)
        orders[name] = min(order, orders.get(name, order))
        found.setdefault(name, []).append(card(pack, procedure))
    return tuple(
        PlaceWithCards(places[name], tuple(found[name]))
        for name in sorted(found, key=lambda name: orders[name])
    )


def things_to_bring(pack: MunicipalityPack, procedures: Iterable[Procedure]) -> tuple[ThingView, ...]:
    """What to bring for all of them, each thing once, with the circumstances under which it is needed."""
    lines: dict[str, list[tuple[Procedure, Bring]]] = {}
    for procedure in procedures:
        for line in procedure.bring:
            lines.setdefault(line.what, []).append((procedure, line))
    return tuple(_thing(pack, what, found) for what, found in lines.items())


def _thing(pack: MunicipalityPack, what: str, lines: list[tuple[Procedure, Bring]]) -> ThingView:
    item = pack.items_to_bring[what]
    notes = merged_notes(item.note, [(procedure.resident_label, line.note) for procedure, line in lines])
    conditions = [line.when for _, line in lines if line.when is not None]
    if len(conditions) < len(lines):
        return ThingView(item.label, notes, "")
    if not spoken().is_source:
        return ThingView(item.label, notes, say("人によって必要です"))
    texts = dict.fromkeys(condition_text(one.node) for one in conditions)
    return ThingView(item.label, notes, "または、".join(f"{text}とき" for text in texts))
