"""What changes on which day: what the packs compute, and what their history tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from madoguchi.core.packs import ChangeKind, DayChange, Municipality, Packs, day_changes
from madoguchi.core.packs.field_words import FIELDS
from madoguchi.surfaces.staff_web.rules.presentation.comparison import folded
from madoguchi.surfaces.staff_web.rules.presentation.words import RuleWords, Said

_KINDS = {
    ChangeKind.ADDED: "始まる",
    ChangeKind.REMOVED: "終わる",
    ChangeKind.CHANGED: "変わる",
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change. `where` is empty for the common pack; `fields` are what was and what is.

    `computed`: the pages show it by themselves on that day. Otherwise it is a sentence of the history, and
    the rules before that day are not in the packs.
    """

    day: date
    key: str
    label: str
    kind: str
    where: str = ""
    story: str = ""
    source: str = ""
    fields: tuple[tuple[Said, Said], ...] = ()
    computed: bool = True

    def has(self, words: Iterable[str]) -> bool:
        """Whether every word (folded) stands in what it says of itself."""
        said = folded(" ".join((self.label, self.kind, self.where, self.story, self.source)))
        return all(word in said for word in words)


def change_lines(packs: Packs, region: Sequence[Municipality], words: RuleWords) -> tuple[ChangeLine, ...]:
    """Every change, the latest first."""
    found = [*_computed(packs, region, words), *_told(packs)]
    return tuple(sorted(found, key=lambda line: (line.day, line.computed), reverse=True))


def _computed(packs: Packs, region: Sequence[Municipality], words: RuleWords) -> Iterator[ChangeLine]:
    names = {place.code: place.name for place in region}
    for one in day_changes(packs, tuple(names)):
        yield ChangeLine(
            one.day,
            one.key,
            one.label,
            _kind_words(one),
            where="、".join(names[code] for code in one.municipalities),
            fields=tuple(_fields(one, words)),
        )


def _kind_words(one: DayChange) -> str:
    if one.kind is not ChangeKind.CHANGED:
        return _KINDS[one.kind]
    return f"{'・'.join(FIELDS.get(name, name) for name in one.fields)}が{_KINDS[one.kind]}"


def _fields(one: DayChange, words: RuleWords) -> Iterator[tuple[Said, Said]]:
    if one.before is not None and one.after is not None:
        for name in one.fields:
            yield _only_what_differs(words.said(one.before, name), words.said(one.after, name))


def _only_what_differs(before: Said, after: Said) -> tuple[Said, Said]:
    """Both without the lines that stay as they are: a yearly last day is one of five. Rules stay whole."""
    if before.rule is not None or after.rule is not None or before.lines == after.lines:
        return before, after
    gone = tuple(line for line in before.lines if line not in after.lines)
    new = tuple(line for line in after.lines if line not in before.lines)
    return replace(before, lines=gone), replace(after, lines=new)


def _told(packs: Packs) -> Iterator[ChangeLine]:
    """The entries of the common history, in the form in which each procedure stands at the end."""
    last = packs.change_days[-1] if packs.change_days else None
    for procedure in packs.common(last).values():
        for entry in procedure.history:
            yield ChangeLine(
                entry.begins,
                procedure.key,
                procedure.label,
                "",
                story=entry.what,
                source=entry.source or "",
                computed=False,
            )
