"""A document as its page shows it: route, story, what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.core import clock
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.approvals.api import (
    Change,
    Document,
    DocumentStory,
    Outcome,
    Place,
    PlannedPlace,
    Post,
    State,
    Turn,
    Way,
    differences,
)
from madoguchi.lib.japanese.dates import format_wareki

STATE_BADGES: Mapping[State, str] = {
    State.DRAFT: "",
    State.CIRCULATING: "key",
    State.RETURNED: "warning",
    State.WITHDRAWN: "warning",
    State.DECIDED: "success",
    State.DISCARDED: "",
}
_OUTCOME_BADGES: Mapping[Outcome, str] = {
    Outcome.WAITING: "",
    Outcome.APPROVED: "success",
    Outcome.AGREED: "success",
    Outcome.OBJECTED: "warning",
    Outcome.DECIDED: "success",
    Outcome.SKIPPED: "",
}

_FILE_CHANGES: Mapping[Change, str] = {
    Change.SAME: "同じ",
    Change.ADDED: "加えた",
    Change.REMOVED: "外した",
    Change.REPLACED: "差し替えた",
}


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place of the route. `who` are those who may act or the one who did; `vacant`: nobody can."""

    stage: int
    order: int
    kind: str
    post: str
    label: str
    who: str
    badge: str
    state: str
    is_open: bool
    vacant: bool
    at: str
    can_reassign: bool
    assigned_id: str = ""


@dataclass(frozen=True, slots=True)
class StageLines:
    """One stage of the route."""

    number: int
    kind: str
    parallel: bool
    places: tuple[PlaceLine, ...]


@dataclass(frozen=True, slots=True)
class ListLine:
    """One row of a list. `standing`: post, since when, whether nobody may act there."""

    document: Document
    badge: str
    when: str
    standing: tuple[tuple[str, str, bool], ...] = ()


def moment(at: datetime | None) -> str:
    """11月21日 14:05, in Japan; empty for None."""
    if at is None:
        return ""
    local = at.astimezone(clock.TOKYO)
    year = "" if local.year == clock.today().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local.hour}:{local:%M}"


def day(on: date | None) -> str:
    """令和8年11月21日; empty for None."""
    return format_wareki(on) if on else ""


def waited(since: datetime | None, now: datetime) -> str:
    """How long somebody has been waiting, in words."""
    if since is None:
        return ""
    days = (now.astimezone(clock.TOKYO).date() - since.astimezone(clock.TOKYO).date()).days
    return "きょう届きました" if days <= 0 else f"{days}日前から"


def stages_of(story: DocumentStory) -> tuple[StageLines, ...]:
    """The route as it stands, or (of a draft) as it would be."""
    if story.document.where.is_editable:
        return _planned(story.planned, story)
    stages: dict[int, list[Place]] = {}
    for place in story.places:
        stages.setdefault(place.stage, []).append(place)
    return tuple(
        StageLines(
            number,
            places[0].asks_for.label,
            places[0].parallel and len(places) > 1,
            tuple(_line(place, story) for place in places),
        )
        for number, (_, places) in enumerate(sorted(stages.items()), 1)
    )


def stage_names(story: DocumentStory, stages: Sequence[int]) -> list[tuple[int, str]]:
    """The stages to which it can be sent back, by who acted there."""
    return [
        (
            stage,
            "・".join(
                f"{place.position_label}（{place.acted_by_name}）"
                for place in story.places
                if place.stage == stage and place.acted_by_name
            ),
        )
        for stage in stages
    ]


def turn_words(turn: Turn, story: DocumentStory) -> str:
    """In whose place one would act; empty for one's own."""
    if turn.warrant.way is Way.OWN:
        return ""
    name = story.town.name(turn.warrant.acting_for)
    after = f"{name}さんが、あとで後閲します。" if turn.warrant.reviewed else ""
    return f"{name}さんが不在のため、{turn.warrant.way.label}として判断します。{after}"


def difference_lines(
    fields: Sequence[tuple[str, str, str]], story: DocumentStory
) -> list[tuple[str, str, str]]:
    """What differs besides the text, items by their label."""
    vocabulary = story.town.pack.vocabulary
    return [
        (vocabulary[name].label if name in vocabulary else name, before, after)
        for name, before, after in fields
    ]


def change_lines(story: DocumentStory) -> list[tuple[str, str]]:
    """What a new version changed, in a few lines for whoever is to judge it: what, and how. Empty before."""
    if len(story.versions) < 2:
        return []
    found = differences(story.versions[-2], story.versions[-1])
    lines = [(label, f"{before} → {after}") for label, before, after in difference_lines(found.fields, story)]
    gone = sum(line.change is Change.REMOVED for line in found.lines)
    come = sum(line.change is Change.ADDED for line in found.lines)
    if gone or come:
        lines.append(
            (
                "本文",
                "、".join(
                    words
                    for words in (f"{come}行を加えた" if come else "", f"{gone}行をなくした" if gone else "")
                    if words
                ),
            )
        )
    lines += [(one.name, _FILE_CHANGES[one.change]) for one in found.files]
    return lines or [("変わったところ", "ありません")]


def desk_label(pack: MunicipalityPack, role: str) -> str:
    """What a desk is called here."""
    desk = pack.desks.get(role)
    return desk.name if desk else role


def line_of(
    document: Document, standing: Sequence[tuple[Place, bool]] = (), now: datetime | None = None
) -> ListLine:
    """The row of a document in a list. `standing` says where it is now and whether nobody may act there."""
    at = document.decided_at or document.submitted_at or document.created_at
    places = tuple(
        (post_name(place), waited(place.opened_at, now or clock.now()), nobody) for place, nobody in standing
    )
    return ListLine(document, STATE_BADGES[document.where], moment(at), places)


def post_name(place: Place) -> str:
    """税務課 課長."""
    return f"{place.desk_name} {place.position_label}".strip()


def _line(place: Place, story: DocumentStory) -> PlaceLine:
    result = place.result
    vacant = False
    if result.is_done:
        who = place.acted_by_name
        if place.acting_way:
            who = f"{who}（{place.acting_way}）"
    else:
        offices = story.town.offices
        principals = [one for one in offices.principals(place.post) if one != story.document.drafter_id]
        there = [one for one in principals if one in story.town.names]
        vacant = not there
        who = "、".join(story.town.name(one) + ("（不在）" if one in offices.away else "") for one in there)
    return PlaceLine(
        place.stage,
        place.order,
        place.asks_for.label,
        post_name(place),
        place.label,
        who,
        "key" if place.is_open else _OUTCOME_BADGES[result],
        "いまここ" if place.is_open else ("起案者のため省略" if result is Outcome.SKIPPED else result.label),
        place.is_open,
        vacant,
        moment(place.acted_at),
        not result.is_done and story.document.where is State.CIRCULATING,
        place.assigned_id,
    )


def _planned(places: Sequence[PlannedPlace], story: DocumentStory) -> tuple[StageLines, ...]:
    stages: dict[int, list[PlannedPlace]] = {}
    for place in places:
        stages.setdefault(place.stage, []).append(place)
    found = []
    for number, (_, group) in enumerate(sorted(stages.items()), 1):
        lines = []
        for place in group:
            people = story.town.offices.principals(Post(place.position, place.desk))
            there = [one for one in people if one != story.document.drafter_id]
            desk = story.town.pack.desks.get(place.desk)
            lines.append(
                PlaceLine(
                    place.stage,
                    place.order,
                    place.kind.label,
                    f"{desk.name if desk else ''} {place.position_label}".strip(),
                    place.label,
                    "、".join(story.town.name(one) for one in there),
                    "",
                    "起案者のため省略" if place.skipped else "",
                    False,
                    not there and not place.skipped,
                    "",
                    False,
                )
            )
        found.append(
            StageLines(number, group[0].kind.label, group[0].parallel and len(group) > 1, tuple(lines))
        )
    return tuple(found)
