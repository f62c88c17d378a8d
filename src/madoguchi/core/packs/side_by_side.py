"""What the common pack says of each procedure on a day, and where municipalities say something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from madoguchi.core.conditions import Expression
from madoguchi.core.packs.comparing import ChangeKind
from madoguchi.core.packs.model import LifeEvent, Procedure, Source
from madoguchi.core.packs.packs import Packs
from madoguchi.core.vocabulary import Vocabulary, value_from_json

COMPARED: tuple[str, ...] = (
    "label",
    "summary",
    "concerns",
    "applies_when",
    "deadline",
    "bring",
    "desk",
    "channels",
    "at_home",
    "in_person",
    "fee",
    "asks",
    "asks_online",
    "prefill",
    "checks",
    "document",
    "flow",
    "handover",
    "handover_method",
    "minutes",
    "law",
    "order",
    "history",
    "in_force",
)
"""The fields of a procedure that are compared, in the order in which people read them. Sources are no rule:
they say where the values were read."""


class Standing(StrEnum):
    """How a procedure of one municipality stands to the common pack.

    `hidden`: the common pack has it and the municipality does not offer it. `added`: only the municipality
    has it. `absent`: neither has it on that day.
    """

    SAME = "same"
    DIFFERS = "differs"
    HIDDEN = "hidden"
    ADDED = "added"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Beside:
    """One procedure on one day: the common form, and by municipality its own; None where there is none."""

    key: str
    common: Procedure | None
    own: Mapping[str, Procedure | None]
    differing: Mapping[str, tuple[str, ...]]
    """By municipality: the fields that are not as in the common pack; empty where a form is missing."""
    choices: Mapping[str, Mapping[str, str]]
    """By municipality: the options of its flow with what it chose, where that is not the default."""

    @property
    def label(self) -> str:
        """What the procedure is called."""
        return self.any_form.label

    @property
    def any_form(self) -> Procedure:
        """The common form, or where there is none that of the first municipality that has it."""
        return self.common or next(one for one in self.own.values() if one is not None)

    def standing(self, code: str) -> Standing:
        """How a municipality stands to the common pack."""
        own = self.own[code]
        if own is None:
            return Standing.ABSENT if self.common is None else Standing.HIDDEN
        if self.common is None:
            return Standing.ADDED
        return Standing.DIFFERS if self.differing[code] or self.choices[code] else Standing.SAME

    @property
    def somebody_differs(self) -> bool:
        """Whether any municipality is not as the common pack says."""
        return any(self.standing(code) not in (Standing.SAME, Standing.ABSENT) for code in self.own)

    @property
    def unverified(self) -> tuple[Source, ...]:
        """The sources, common or own, that nobody has compared with the text yet; each once."""
        forms = (self.common, *self.own.values())
        found = (source for form in forms if form is not None for source in form.sources)
        return tuple(dict.fromkeys(source for source in found if not source.verified))


@dataclass(frozen=True, slots=True)
class DayChange:
    """What begins to hold for one procedure on a day, the same in all of these municipalities (codes).

    Without municipalities it is a change of the common pack. `before` and `after` are the two forms; `fields`
    are what differs between them.
    """

    day: date
    key: str
    kind: ChangeKind
    municipalities: tuple[str, ...]
    before: Procedure | None
    after: Procedure | None
    fields: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What the procedure is called, then or before."""
        form = self.after or self.before
        return form.label if form is not None else self.key


def side_by_side(packs: Packs, codes: Sequence[str], day: date) -> tuple[Beside, ...]:
    """Every procedure that the common pack or one of these municipalities has on that day.

    The common ones first in the order of desks; then those that only municipalities have.
    """
    common = packs.common(day)
    own = {code: packs.for_municipality(code, day).procedures for code in codes}
    keys = dict.fromkeys([*common, *(key for one in own.values() for key in one)])
    return tuple(
        _beside(packs, key, common.get(key), {code: own[code].get(key) for code in codes}) for key in keys
    )


def _beside(packs: Packs, key: str, common: Procedure | None, own: Mapping[str, Procedure | None]) -> Beside:
    differing = {code: differing_fields(common, one) for code, one in own.items()}
    return Beside(key, common, own, differing, {code: _chosen(packs, code, one) for code, one in own.items()})


def _chosen(packs: Packs, code: str, procedure: Procedure | None) -> Mapping[str, str]:
    if procedure is None or procedure.flow is None:
        return {}
    options = packs.flows[procedure.flow].options
    chosen = packs.municipalities[code].flows.get(procedure.flow, {})
    return {key: choice for key, choice in chosen.items() if choice != options[key].default}


def differing_fields(one: Procedure | None, other: Procedure | None) -> tuple[str, ...]:
    """The names of the fields in which two forms of a procedure differ; none where one is missing."""
    # Most municipalities share the very object of the common pack.
    if one is None or other is None or one is other:
        return ()
    return tuple(name for name in COMPARED if _plain(value_of(one, name)) != _plain(value_of(other, name)))


def value_of(procedure: Procedure, name: str) -> Any:
    """The value of one of the `COMPARED` fields."""
    return getattr(procedure, name)


def _plain(value: Any) -> Any:
    """A value that can be compared: of a condition its text, because two compiled ones are never equal."""
    if isinstance(value, Expression):
        return " ".join(value.source.split())
    if is_dataclass(value):
        return tuple(_plain(getattr(value, one.name)) for one in fields(value))
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    return value


def events_leading_to(
    procedure: Procedure, events: Iterable[LifeEvent], vocabulary: Vocabulary
) -> tuple[LifeEvent, ...]:
    """The life events that can lead to a procedure: what they set does not rule it out."""

    def leads(event: LifeEvent) -> bool:
        sets = {key: value_from_json(vocabulary[key], value) for key, value in event.sets.items()}
        return procedure.applies_when.filled_in(sets).written_value is not False

    return tuple(event for event in events if leads(event))


def day_changes(packs: Packs, codes: Sequence[str]) -> Iterator[DayChange]:
    """Everything that begins or ends on some day, the common pack first, by day.

    What a municipality only takes over from the common pack is not told again.
    """
    for day in packs.change_days:
        eve = day - timedelta(days=1)
        common = {one.key: one for one in _between(day, packs.common(eve), packs.common(day))}
        yield from common.values()
        found: dict[tuple[Any, ...], tuple[DayChange, list[str]]] = {}
        for code in codes:
            before = packs.for_municipality(code, eve).procedures
            for one in _between(day, before, packs.for_municipality(code, day).procedures):
                taken_over = common.get(one.key)
                if taken_over is None or not _alike(one, taken_over):
                    found.setdefault(_content(one), (one, []))[1].append(code)
        for one, where in found.values():
            yield DayChange(one.day, one.key, one.kind, tuple(where), one.before, one.after, one.fields)


def _between(
    day: date, before: Mapping[str, Procedure], after: Mapping[str, Procedure]
) -> Iterator[DayChange]:
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            kind = ChangeKind.ADDED if was is None else ChangeKind.REMOVED
            yield DayChange(day, key, kind, (), was, now)
        elif changed := differing_fields(was, now):
            yield DayChange(day, key, ChangeKind.CHANGED, (), was, now, changed)


def _content(change: DayChange) -> tuple[Any, ...]:
    """What a change says, to tell municipalities with the same one together."""
    forms = [form for form in (change.before, change.after) if form is not None]
    return (
        change.key,
        change.kind,
        tuple(_plain(value_of(form, name)) for form in forms for name in change.fields),
    )


def _alike(one: DayChange, other: DayChange) -> bool:
    return _content(one) == _content(other)
