"""A pack in another language: the same conditions, keys and values with translated texts.

One list of the texts that people read serves both: putting translations in, and telling which are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from madoguchi.core.languages import Texts
from madoguchi.core.packs.model import (
    BookingCalendar,
    DeskRole,
    Faq,
    Hall,
    HallCounter,
    ItemGroup,
    ItemToBring,
    LifeEvent,
    Municipality,
    MunicipalityPack,
    Procedure,
    Theme,
    Wording,
)
from madoguchi.core.packs.showing import shown_when
from madoguchi.core.vocabulary import MEMBERS, Item, Value, Vocabulary, value_from_json

Say = Callable[[str], str]
T = TypeVar("T")

_TEXTS_IN_OPTIONS = ("zero",)
"""Options of an item that people read."""


def localised(pack: MunicipalityPack, texts: Texts) -> MunicipalityPack:
    """The pack with its texts in another language."""
    say = texts.say
    return replace(
        pack,
        municipality=_municipality(pack.municipality, say),
        procedures=_each(pack.procedures, _procedure, say),
        events=_each(pack.events, _event, say),
        vocabulary=Vocabulary(_item(item, say) for item in pack.vocabulary.values()),
        groups=_each(pack.groups, _group, say),
        items_to_bring=_each(pack.items_to_bring, _item_to_bring, say),
        desk_roles=_each(pack.desk_roles, _desk_role, say),
        themes=_each(pack.themes, _theme, say),
        faqs=_each(pack.faqs, _faq, say),
        halls=_each(pack.halls, _hall, say),
        bookings=replace(pack.bookings, calendars=_each(pack.bookings.calendars, _calendar, say)),
        texts=texts,
    )


def texts_of_municipality(pack: MunicipalityPack) -> tuple[str, ...]:
    """What the pack says on pages that belong to no event, each text once: themes, the names of all events,
    floors, the lines on them, opening hours.

    Where one of these has no translation it stands in Japanese beside what has one: a counter that moved to
    another floor must not take a language from the menu.
    """
    texts = [theme.label for theme in pack.themes.values()]
    for event in pack.events.values():
        texts += event.label, event.description
    texts.append(pack.municipality.hours)
    for desk in pack.desks.values():
        texts += (text for text in (desk.floor, desk.line_label, desk.hours) if text)
    return tuple(dict.fromkeys(texts))


def texts_of_faqs(pack: MunicipalityPack) -> tuple[str, ...]:
    """Every question and answer, each text once. One that is not wholly translated is told in Japanese."""
    return tuple(dict.fromkeys(text for one in pack.faqs.values() for text in (one.question, *one.answer)))


def texts_of_halls(pack: MunicipalityPack) -> tuple[str, ...]:
    """What people read in the halls, each text once: the halls, what one comes for, counters and desks."""
    return tuple(dict.fromkeys(text for hall in pack.halls.values() for text in _said(pack, hall, _hall)))


def texts_of_bookings(pack: MunicipalityPack) -> tuple[str, ...]:
    """What people read who book, each text once: the calendars, their lines and what can be booked in
    them.
    """
    calendars = pack.bookings.calendars.values()
    return tuple(dict.fromkeys(text for one in calendars for text in _said(pack, one, _calendar)))


def texts_of_event(
    pack: MunicipalityPack, event: LifeEvent, procedures: Iterable[Procedure]
) -> tuple[str, ...]:
    """Every text that the pages of an event may show for these procedures, each once.

    Left out are proper names (municipality, counters) and laws, which are told in Japanese, and the questions
    that a shared procedure has only for other events.
    """
    seen = [*_said(pack, event, _event)]
    if event.theme is not None:
        seen += _said(pack, pack.themes[event.theme], _theme)
    items = {question.item for question in event.questions}
    items.update(key for question in event.questions for key in question.roster)
    sets = {key: value_from_json(pack.vocabulary[key], value) for key, value in event.sets.items()}
    items.update(sets)
    for procedure in procedures:
        seen += _said(pack, procedure, _procedure)
        asked = {*procedure.asks, *procedure.asks_online} - items
        items.update(key for key in asked if _may_be_shown(pack, key, sets))
        for condition in procedure.conditions:
            items |= condition.filled_in(sets).depends_on
        for bring in procedure.bring:
            seen += _said(pack, pack.items_to_bring[bring.what], _item_to_bring)
        if pack.desk_roles[procedure.desk].outside:
            seen += _said(pack, pack.desk_roles[procedure.desk], _desk_role)
    for key in sorted(items - {MEMBERS}):
        item = pack.vocabulary[key]
        seen += _said(pack, item, _item)
        if item.group is not None:
            seen += _said(pack, pack.groups[item.group], _group)
    return tuple(dict.fromkeys(seen))


def _said(pack: MunicipalityPack, thing: T, localise: Callable[[T, Say], T]) -> list[str]:
    """What one thing of the pack says, read once: many events lead to the same procedures and items."""

    def read() -> tuple[T, list[str]]:
        seen: list[str] = []

        def note(text: str) -> str:
            seen.append(text)
            return text

        localise(thing, note)
        return thing, [text for text in seen if text]

    # Kept beside its texts, the thing stays, and no other can come by its id.
    return pack.computed((__name__, id(thing)), read)[1]


def _may_be_shown(pack: MunicipalityPack, key: str, sets: Mapping[str, Value]) -> bool:
    """Whether a form may ask for the item once an event is chosen, as far as the vocabulary says."""
    shown = shown_when(pack.vocabulary[key], pack.vocabulary)
    return shown is None or shown.filled_in(sets).written_value is not False


def _each(things: Mapping[str, T], localise: Callable[[T, Say], T], say: Say) -> Mapping[str, T]:
    return MappingProxyType({key: localise(thing, say) for key, thing in things.items()})


def _event(event: LifeEvent, say: Say) -> LifeEvent:
    return replace(
        event,
        label=say(event.label),
        description=say(event.description),
        wording=_each(event.wording, _wording, say),
    )


def _wording(wording: Wording, say: Say) -> Wording:
    return Wording(
        question=_maybe(wording.question, say) or "",
        how_many=_maybe(wording.how_many, say) or "",
        help=_maybe(wording.help, say) or "",
    )


def _procedure(procedure: Procedure, say: Say) -> Procedure:
    deadline, fee = procedure.deadline, procedure.fee
    if deadline is not None:
        deadline = replace(deadline, basis=_maybe(deadline.basis, say), if_late=_maybe(deadline.if_late, say))
    if fee is not None:
        fee = replace(fee, note=_maybe(fee.note, say))
    in_person = procedure.in_person
    if in_person is not None:
        in_person = replace(in_person, why=_maybe(in_person.why, say) or "")
    return replace(
        procedure,
        in_person=in_person,
        label=say(procedure.label),
        discreet_label=_maybe(procedure.discreet_label, say),
        summary=_maybe(procedure.summary, say),
        deadline=deadline,
        fee=fee,
        bring=tuple(replace(one, note=_maybe(one.note, say)) for one in procedure.bring),
        checks=tuple(
            replace(one, say=say(one.say), tell=_maybe(one.tell, say) or "")
            if one.severity == "must"
            else replace(one, tell=_maybe(one.tell, say) or "")
            for one in procedure.checks
        ),
    )


def _item(item: Item, say: Say) -> Item:
    options = {
        key: say(value) if key in _TEXTS_IN_OPTIONS and isinstance(value, str) else value
        for key, value in item.options.items()
    }
    return replace(
        item,
        label=say(item.label),
        question=_maybe(item.question, say) or "",
        why=_maybe(item.why, say) or "",
        help=_maybe(item.help, say) or "",
        choices={value: say(label) for value, label in item.choices.items()},
        columns={
            name: replace(column, label=say(column.label), unit=_maybe(column.unit, say) or "")
            for name, column in item.columns.items()
        },
        unit=_maybe(item.unit, say) or "",
        options=options,
    )


def _group(group: ItemGroup, say: Say) -> ItemGroup:
    return replace(group, label=say(group.label), note=_maybe(group.note, say))


def _item_to_bring(item: ItemToBring, say: Say) -> ItemToBring:
    return replace(
        item,
        label=say(item.label),
        note=_maybe(item.note, say),
        unit=say(item.unit),
        choices=tuple(map(say, item.choices)),
    )


def _theme(theme: Theme, say: Say) -> Theme:
    return replace(theme, label=say(theme.label))


def _faq(faq: Faq, say: Say) -> Faq:
    return replace(faq, question=say(faq.question), answer=tuple(map(say, faq.answer)))


def _hall(hall: Hall, say: Say) -> Hall:
    return replace(
        hall,
        name=say(hall.name),
        place=say(hall.place),
        counters={key: _hall_counter(one, say) for key, one in hall.counters.items()},
        purposes={key: replace(one, label=say(one.label)) for key, one in hall.purposes.items()},
    )


def _hall_counter(counter: HallCounter, say: Say) -> HallCounter:
    """The signs stay as they hang there."""
    desks = tuple(replace(one, label=say(one.label)) for one in counter.desks)
    return replace(counter, label=say(counter.label), desks=desks)


def _calendar(calendar: BookingCalendar, say: Say) -> BookingCalendar:
    return replace(
        calendar,
        label=say(calendar.label),
        place=calendar.place and say(calendar.place),
        note=calendar.note and say(calendar.note),
        eligible=calendar.eligible and say(calendar.eligible),
        lines={key: replace(one, label=say(one.label)) for key, one in calendar.lines.items()},
        services={
            key: replace(one, label=say(one.label), note=one.note and say(one.note))
            for key, one in calendar.services.items()
        },
    )


def _desk_role(role: DeskRole, say: Say) -> DeskRole:
    return replace(role, label=say(role.label), description=_maybe(role.description, say))


def _municipality(municipality: Municipality, say: Say) -> Municipality:
    return replace(municipality, name=say(municipality.name), prefecture=say(municipality.prefecture))


def _maybe(text: str | None, say: Say) -> str | None:
    return say(text) if text else text
