"""Figures as headings that say what they mean, bars, a map of the week, and rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from madoguchi.core.packs import Hall, MunicipalityPack
from madoguchi.engines.reception.api import LEAST_PEOPLE, REST, Cell, Figures, Origin
from madoguchi.lib.cells import safe_cell

WEEKDAYS = {1: "月", 2: "火", 3: "水", 4: "木", 5: "金", 6: "土", 7: "日"}
ENOUGH = 10
"""So many people, and a mean says something."""
SHORT = 1.0
"""Minutes that nobody calls a wait."""
STEPS = 6
"""Shades of the map of the week."""
OTHERS = "そのほか"
HEADS = (
    "区分",
    "名前",
    "来庁者（人）",
    "呼んだ回数",
    "待ちの中央値（分）",
    "待ちの95%（分）",
    "待ちの最長（分）",
    "対応した回数",
    "対応の中央値（分）",
    "不在",
    "帰った",
    "伝えた人数",
    "ずれの中央値（分）",
    "ずれの平均（分）",
    "幅に入った割合（%）",
)
FACE_WORDS = {5: "とてもよい", 4: "よい", 3: "ふつう", 2: "よくない", 1: "とてもよくない"}

FEW_DAYS = 3
"""Fewer days of a weekday say nothing about it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, with the length of its bar from 0 to 100."""

    name: str
    cell: Cell
    bar: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """A table with the sentence that stands over it."""

    key: str
    heading: str
    first: str
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class WeekMap:
    """People a day by weekday and hour, with the shade from 0 (nobody) to STEPS."""

    heading: str
    hours: tuple[int, ...]
    rows: tuple[tuple[str, tuple[tuple[float, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page shows."""

    figures: Figures
    whole: Cell
    parts: tuple[Part, ...]
    week: WeekMap | None
    estimate: str
    pre_application: str
    satisfaction: str
    faces: tuple[tuple[int, str, int, float], ...]


def shown(found: Figures, hall: Hall, pack: MunicipalityPack) -> Shown:
    """The figures of a hall as the page shows them; nothing where nobody came."""
    return Shown(
        found,
        found.whole,
        tuple(part for part in _parts(found, hall, pack) if part.rows),
        _week(found),
        estimate_sentence(found.whole),
        _pre_application(found),
        _satisfaction(found),
        _faces(found),
    )


def _parts(found: Figures, hall: Hall, pack: MunicipalityPack) -> Iterator[Part]:
    hours = {f"{hour}時台": cell for hour, cell in found.hours.items()}
    purposes = {_purpose(hall, key): cell for key, cell in _by_people(found.purposes)}
    origins = {_origin(key): cell for key, cell in _by_people(found.origins)}
    yield _part("hours", _busiest_hour(hours), "時間", hours)
    yield _part("purposes", _longest(purposes, "いちばん長く待つのは"), "用件", purposes)
    yield _part("origins", _origins(found.origins), "来かた", origins)
    hidden = f"{LEAST_PEOPLE}人に満たない席と担当は、人が分かってしまうので、分けて出しません。"
    places = {desk.key: place for place, (_, desk) in enumerate(hall.desks)}
    in_order = sorted(found.desks.items(), key=lambda one: places.get(one[0], len(places)))
    desks = {_desk(hall, key): cell for key, cell in in_order}
    yield _part("desks", "席ごとの数", "席", desks, hidden if found.hidden else "")
    groups = {_group(pack, key): cell for key, cell in found.groups.items()}
    yield _part("groups", "担当ごとの数", "担当", groups, hidden if found.hidden else "")


def _part(key: str, heading: str, first: str, cells: Mapping[str, Cell], note: str = "") -> Part:
    longest = max((cell.wait_most or 0.0 for cell in cells.values()), default=0.0) or 1.0
    rows = tuple(Row(name, cell, 100 * (cell.wait_most or 0.0) / longest) for name, cell in cells.items())
    return Part(key, heading, first, rows, note)


def _by_people(cells: Mapping[str, Cell]) -> list[tuple[str, Cell]]:
    return sorted(cells.items(), key=lambda one: (-one[1].people, one[0]))


def _busiest_hour(hours: Mapping[str, Cell]) -> str:
    if not hours:
        return "時間ごとの数"
    name, cell = max(hours.items(), key=lambda one: one[1].people)
    wait = "" if cell.wait_most is None else f"（95%の人の待ちは{minutes(cell.wait_most)}まで）"
    return f"いちばん多く来るのは{name}です{wait}"


def _longest(cells: Mapping[str, Cell], says: str) -> str:
    waited = {name: cell for name, cell in cells.items() if cell.wait_most is not None}
    if not waited:
        return "用件ごとの数"
    name, cell = max(waited.items(), key=lambda one: one[1].wait_most or 0.0)
    if (cell.wait_most or 0.0) < SHORT:
        return "どの用件でも、ほとんど待ちません"
    return f"{says}「{name}」です（95%の人の待ちは{minutes(cell.wait_most)}まで）"


def _origins(origins: Mapping[str, Cell]) -> str:
    """Half of the people mostly wait a minute; then those who wait longest tell the ways apart."""
    waited = {key: cell for key, cell in origins.items() if cell.wait_middle is not None}
    walk_in = waited.pop(Origin.WALK_IN.value, None)
    if walk_in is None or not waited:
        return "来かたごとの数"
    whole = [walk_in, *waited.values()]
    if max(cell.wait_most or 0.0 for cell in whole) < SHORT:
        return "どの来かたでも、ほとんど待ちません"
    most = max(cell.wait_middle or 0.0 for cell in whole) < SHORT

    def said(cell: Cell) -> str:
        return f"{minutes(cell.wait_most)}まで" if most else minutes(cell.wait_middle)

    others = "、".join(f"{_origin(key)}の人は{said(cell)}" for key, cell in waited.items())
    what = "95%の人の待ちは" if most else "待ちの中央値は"
    return f"{what}、そのまま来た人が{said(walk_in)}、{others}です"


def _week(found: Figures) -> WeekMap | None:
    if not found.week:
        return None
    hours = sorted({hour for _, hour in found.week})
    a_day = {
        (weekday, hour): cell.people / max(found.days_of.get(weekday, 1), 1)
        for (weekday, hour), cell in found.week.items()
    }
    highest = max(a_day.values()) or 1.0
    # One odd Sunday is no rule: weekdays that were seen a few times say when it is busy.
    usual = {when: people for when, people in a_day.items() if found.days_of.get(when[0], 1) >= FEW_DAYS}
    (weekday, hour), most = max((usual or a_day).items(), key=lambda one: one[1])
    rows = tuple(
        (WEEKDAYS[day], tuple(_shaded(a_day.get((day, hour), 0.0), highest) for hour in hours))
        for day in sorted({day for day, _ in found.week})
    )
    heading = f"いちばん混むのは{WEEKDAYS[weekday]}曜日の{hour}時台です（1日に{most:.1f}人）"
    return WeekMap(heading, tuple(hours), rows)


def _shaded(people: float, highest: float) -> tuple[float, int]:
    return people, 0 if people <= 0 else min(int(people / highest * STEPS) + 1, STEPS)


def estimate_sentence(cell: Cell) -> str:
    """How good what people were told was; empty where nobody was told anything."""
    if cell.error is None or cell.within is None or cell.bias is None:
        return ""
    way = "長め" if cell.bias >= 0 else "短め"
    lean = f"平均で{minutes(abs(cell.bias))}{way}に伝えています"
    if abs(cell.bias) < 0.5:
        lean = "かたよりはありません"
    missed = f"伝えた待ち時間のずれは中央値 {minutes(cell.error)}"
    return f"{missed}、伝えた幅に入った人は {cell.within:.0%}。{lean}"


def _pre_application(found: Figures) -> str:
    before, after = (found.visits.get(one.value) for one in (Origin.WALK_IN, Origin.PRE_APPLICATION))
    if before is None or after is None:
        return ""
    few = "" if min(before.count, after.count) >= ENOUGH else f"（まだ{after.count}件）"
    both = f"事前申請の人は{minutes(after.middle)}、ほかの人は{minutes(before.middle)}"
    return f"受付から終わりまで、{both}です{few}"


def _satisfaction(found: Figures) -> str:
    mean = found.satisfaction.mean
    return "" if mean is None else f"満足度は5点満点で {mean:.2f} です（{found.satisfaction.count:,}件）"


def _faces(found: Figures) -> tuple[tuple[int, str, int, float], ...]:
    counts = found.satisfaction.faces
    highest = max(counts.values(), default=0) or 1
    return tuple(
        (face, word, counts.get(face, 0), 100 * counts.get(face, 0) / highest)
        for face, word in FACE_WORDS.items()
    )


def minutes(value: float | None) -> str:
    """As people read it: 0.4 is 1分未満; None a dash."""
    if value is None:
        return "—"
    return "1分未満" if value < 0.5 else f"{value:.0f}分"


def csv_rows(found: Figures, hall: Hall, pack: MunicipalityPack) -> Iterator[list[str]]:
    """Head, then one row for the whole and for each line of each table; minutes with one decimal."""
    yield list(HEADS)
    yield _csv_row("全体", f"{found.first}から{found.last}", found.whole)
    for part in _parts(found, hall, pack):
        for row in part.rows:
            yield _csv_row(part.first, row.name, row.cell)
    for (weekday, hour), cell in sorted(found.week.items()):
        yield _csv_row("曜日と時間", f"{WEEKDAYS[weekday]}曜日{hour}時台", cell)
    for day, cell in found.days.items():
        yield _csv_row("日", f"{day}", cell)
    for face, word, count, _ in _faces(found):
        yield ["満足度", f"{face} {word}", f"{count}", *[""] * (len(HEADS) - 3)]


def _csv_row(kind: str, name: str, cell: Cell) -> list[str]:
    def tenth(value: float | None) -> str:
        # Never "-0.0": a spreadsheet shows it as it stands.
        return "" if value is None else f"{round(value, 1) + 0.0:.1f}"

    within = None if cell.within is None else cell.within * 100
    waits = [tenth(one) for one in (cell.wait_middle, cell.wait_most, cell.wait_longest)]
    counts = [f"{cell.served}", tenth(cell.service_middle), f"{cell.absent}", f"{cell.left}"]
    told = [f"{cell.told}", tenth(cell.error), tenth(cell.bias), tenth(within)]
    return [kind, safe_cell(name), f"{cell.people}", f"{cell.waits}", *waits, *counts, *told]


def _purpose(hall: Hall, key: str) -> str:
    known = hall.purposes.get(key)
    return known.label if known else f"（なくなった用件 {key}）"


def _origin(key: str) -> str:
    return Origin(key).label if key in set(Origin) else key


def _desk(hall: Hall, key: str) -> str:
    if key == REST:
        return OTHERS
    found = next(((counter, desk) for counter, desk in hall.desks if desk.key == key), None)
    return f"{found[1].label}（{found[0].label}）" if found else f"（なくなった席 {key}）"


def _group(pack: MunicipalityPack, key: str) -> str:
    if key == REST:
        return OTHERS
    role = pack.desk_roles.get(key)
    return role.label if role else key
