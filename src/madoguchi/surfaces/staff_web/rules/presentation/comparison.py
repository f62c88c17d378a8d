"""Rows and marks of the pages that lay the municipalities side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from madoguchi.core.packs import (
    Beside,
    Desk,
    DeskRole,
    Municipality,
    Packs,
    Procedure,
    Source,
    Standing,
    events_leading_to,
)
from madoguchi.lib.japanese.text import to_hiragana
from madoguchi.surfaces.staff_web.rules.presentation.words import RuleWords, Said

STANDINGS: Mapping[Standing, str] = {
    Standing.SAME: "共通と同じ",
    Standing.DIFFERS: "ちがう",
    Standing.HIDDEN: "案内しない",
    Standing.ADDED: "ここだけ",
    Standing.ABSENT: "この日にはない",
}
SIGNS: Mapping[Standing, str] = {
    Standing.SAME: "・",
    Standing.DIFFERS: "◆",
    Standing.HIDDEN: "✕",
    Standing.ADDED: "＋",
    Standing.ABSENT: "",
}
"""A sign for each standing, so that the table is read without its colours."""

_CELLS: Mapping[Standing, str] = {
    standing: f'<td class="place">{SIGNS[standing]}</td>'
    if standing is Standing.SAME
    else f'<td class="place"><span class="sign sign-{standing}" aria-hidden="true">{SIGNS[standing]}</span>'
    f'<span class="visually-hidden">{words}</span></td>'
    for standing, words in STANDINGS.items()
}
SHOWS: Mapping[str, str] = {
    "all": "すべて",
    "differs": "どこかでちがうもの",
    "unverified": "出典をまだ確かめていないもの",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One municipality at one procedure."""

    municipality: Municipality
    standing: Standing

    @property
    def sign(self) -> str:
        """The sign in the cell."""
        return SIGNS[self.standing]

    @property
    def words(self) -> str:
        """The same in words."""
        return STANDINGS[self.standing]


@dataclass(frozen=True, slots=True)
class Row:
    """One procedure in the overview."""

    key: str
    label: str
    summary: str
    marks: tuple[Mark, ...]
    unverified: int

    @property
    def exceptions(self) -> tuple[Mark, ...]:
        """The municipalities that are not as the common pack says."""
        return tuple(mark for mark in self.marks if mark.standing not in (Standing.SAME, Standing.ABSENT))

    @property
    def cells(self) -> SafeString:
        """The cells of the municipalities. Thousands stand on the page, so no template renders them.

        「・」 alone is explained by the caption of the table; every other cell says its word.
        """
        return mark_safe("".join(_CELLS[mark.standing] for mark in self.marks))  # noqa: S308 - constants


@dataclass(frozen=True, slots=True)
class Filters:
    """What the overview is narrowed to; empty: everything."""

    text: str = ""
    meant: frozenset[str] = frozenset()
    """Keys of the procedures that the text means in everyday words, whatever they are called."""
    event: str = ""
    desk: str = ""
    show: str = "all"

    @property
    def narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.event or self.desk or self.show != "all")


def rows_by_desk(
    packs: Packs, compared: Iterable[Beside], municipalities: Sequence[Municipality], filters: Filters
) -> tuple[tuple[DeskRole, tuple[Row, ...]], ...]:
    """The procedures that the filters leave, by desk in walking order."""
    found: dict[str, list[Row]] = {}
    for one in compared:
        if _is_left(packs, one, filters):
            found.setdefault(one.any_form.desk, []).append(_row(one, municipalities))
    roles = sorted((packs.desk_roles[key] for key in found), key=lambda role: role.order)
    return tuple((role, tuple(found[role.key])) for role in roles)


def _row(one: Beside, municipalities: Sequence[Municipality]) -> Row:
    marks = tuple(Mark(place, one.standing(place.code)) for place in municipalities)
    return Row(one.key, one.label, one.any_form.summary or "", marks, len(one.unverified))


def _is_left(packs: Packs, one: Beside, filters: Filters) -> bool:
    form = one.any_form
    if filters.desk and form.desk != filters.desk:
        return False
    if filters.show == "differs" and not one.somebody_differs:
        return False
    if filters.show == "unverified" and not one.unverified:
        return False
    if filters.event and not events_leading_to(form, [packs.events[filters.event]], packs.vocabulary):
        return False
    if one.key in filters.meant:
        return True
    return all(word in _searched(packs, one) for word in folded(filters.text).split())


def _searched(packs: Packs, one: Beside) -> str:
    forms = {form.label: form for form in (one.common, *one.own.values()) if form is not None}
    said = [one.key]
    for form in forms.values():
        said += [form.label, form.summary or "", form.law or "", packs.desk_roles[form.desk].label]
    return folded(" ".join(said))


def folded(text: str) -> str:
    """Letters in one width and case, kana as hiragana: how people type does not matter."""
    return to_hiragana(text).casefold()


@dataclass(frozen=True, slots=True)
class FieldBeside:
    """One field that differs in a municipality."""

    common: Said
    own: Said


@dataclass(frozen=True, slots=True)
class PlaceBeside:
    """One municipality beside the common pack.

    `sources` are those of its own; empty where its file names none. `file` is where its values stand.
    """

    mark: Mark
    desk: Desk | None
    fields: tuple[FieldBeside, ...] = ()
    sources: tuple[Source, ...] = ()
    file: str = ""
    added: tuple[Said, ...] = ()


def places_beside(
    one: Beside, municipalities: Sequence[Municipality], words: RuleWords
) -> tuple[PlaceBeside, ...]:
    """Every municipality of the region at one procedure."""
    return tuple(_place(one, place, words) for place in municipalities)


def _place(one: Beside, place: Municipality, words: RuleWords) -> PlaceBeside:
    mark, own, common = Mark(place, one.standing(place.code)), one.own[place.code], one.common
    desk = None if own is None else place.desks.get(own.desk)
    if own is None or mark.standing is Standing.SAME:
        return PlaceBeside(mark, desk)
    if common is None:
        return PlaceBeside(mark, desk, sources=own.sources, file=own.origin)
    fields = tuple(
        FieldBeside(words.said(common, name), words.said(own, name)) for name in one.differing[place.code]
    )
    if own.flow is not None:
        fields += tuple(
            FieldBeside(words.choice(own.flow, option), words.choice(own.flow, option, chosen))
            for option, chosen in one.choices[place.code].items()
        )
    sources = () if own.sources == common.sources else own.sources
    return PlaceBeside(mark, desk, fields, sources, own.origin)


_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("だれが、いつ", ("concerns", "applies_when", "deadline", "in_force")),
    ("どこで、何を持って", ("desk", "channels", "at_home", "in_person", "bring", "fee", "minutes")),
    (
        "窓口ですること",
        (
            "asks",
            "asks_online",
            "prefill",
            "checks",
            "document",
            "flow",
        ),
    ),
    ("根拠", ("law", "history")),
)
_TOLD_ANYWAY = frozenset({"deadline", "bring", "fee", "law"})


def groups_of(procedure: Procedure, words: RuleWords) -> tuple[tuple[str, tuple[Said, ...]], ...]:
    """A procedure in words, grouped as people ask; empty fields are told only where people look for them."""

    def told(names: Sequence[str]) -> tuple[Said, ...]:
        found = (words.said(procedure, name) for name in names)
        return tuple(said for said in found if said.name in _TOLD_ANYWAY or not said.says_nothing)

    return tuple((heading, fields) for heading, names in _GROUPS if (fields := told(names)))
