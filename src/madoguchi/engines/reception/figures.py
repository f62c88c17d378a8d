"""Arrivals, waits and service of a hall over a span of days, added up. Never a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count

from madoguchi.core import tenancy
from madoguchi.engines.reception.domain.shown_apart import Apart, shown_apart
from madoguchi.engines.reception.models import DeskSession, Rating

MOST_DAYS = 731
"""Two years at once."""
MOST_REMARKS = 30
REST = ""
"""The key of groups and desks that are not shown apart, added up."""

_CELLS = """
SELECT GROUPING(purpose, hour, weekday, place, team, origin, day)::int,
       purpose, hour, weekday, place, team, origin, day,
       count(*) FILTER (WHERE part = 0),
       count(*) FILTER (WHERE waits),
       percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY waited) FILTER (WHERE waits),
       max(waited) FILTER (WHERE waits),
       count(*) FILTER (WHERE serves),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY served) FILTER (WHERE serves),
       count(*) FILTER (WHERE outcome = 'absent'),
       count(*) FILTER (WHERE outcome = 'left'),
       count(*) FILTER (WHERE tells),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(told * 60 - waited)) FILTER (WHERE tells),
       avg(told * 60 - waited) FILTER (WHERE tells),
       count(*) FILTER (WHERE tells AND waited BETWEEN low * 60 - 60 AND high * 60 + 60)
FROM (
    SELECT stay.*, extract(isodow FROM day)::int AS weekday,
           CASE WHEN desk = '' THEN NULL WHEN desk = ANY(%s) THEN desk ELSE '' END AS place,
           CASE WHEN desk = '' THEN NULL WHEN "group" = ANY(%s) THEN "group" ELSE '' END AS team,
           waited IS NOT NULL AND NOT resumed AS waits,
           served IS NOT NULL AND outcome IN ('finished', 'transferred') AS serves,
           told IS NOT NULL AND waited IS NOT NULL AS tells
    FROM reception_stay AS stay
    WHERE hall = %s AND day BETWEEN %s AND %s
) AS stays
GROUP BY GROUPING SETS ((), (purpose), (hour), (weekday, hour), (place), (team), (origin), (day))
"""
_BITS = {"purpose": 64, "hour": 32, "weekday": 16, "place": 8, "team": 4, "origin": 2, "day": 1}
_VISITS = """
SELECT origin, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - taken_at))
FROM reception_ticket
WHERE hall = %s AND day BETWEEN %s AND %s AND status = 'finished' AND ended_at >= taken_at
      AND NOT purpose = ANY(%s)
GROUP BY origin
"""
_DAYS = """
SELECT extract(isodow FROM day)::int, count(DISTINCT day)
FROM reception_stay WHERE hall = %s AND day BETWEEN %s AND %s GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """Some stretches at counters, added up; minutes. None where nobody waited, was served or was told.

    `people` took a ticket; `waits` of them (or of their later counters) were called. `error` is the middle of
    the absolute error of what was told, `bias` the mean of told minus waited, `within` the share in range.
    """

    people: int = 0
    waits: int = 0
    wait_middle: float | None = None
    wait_most: float | None = None
    wait_longest: float | None = None
    served: int = 0
    service_middle: float | None = None
    absent: int = 0
    left: int = 0
    told: int = 0
    error: float | None = None
    bias: float | None = None
    within: float | None = None


@dataclass(frozen=True, slots=True)
class Visits:
    """How many visits there were, and the middle of their minutes from ticket to the end."""

    count: int
    middle: float


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """How often each face was chosen, its mean of 5, and the newest remarks (day, face, text)."""

    faces: Mapping[int, int] = field(default_factory=dict)
    by_origin: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    remarks: tuple[tuple[date, int, str], ...] = ()

    @property
    def count(self) -> int:
        """How many answered."""
        return sum(self.faces.values())

    @property
    def mean(self) -> float | None:
        """Of 5; None for nobody."""
        return sum(face * count for face, count in self.faces.items()) / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Figures:
    """A hall from `first` to `last`, both included. Hours are those of Japan, weekdays 1 (Monday) to 7.

    `desks` and `groups`: only those behind which enough people stand; REST is the others, where enough.
    `days_of` is how many days with visitors each weekday had.
    """

    hall: str
    first: date
    last: date
    whole: Cell
    purposes: Mapping[str, Cell]
    hours: Mapping[int, Cell]
    week: Mapping[tuple[int, int], Cell]
    desks: Mapping[str, Cell]
    groups: Mapping[str, Cell]
    origins: Mapping[str, Cell]
    days: Mapping[date, Cell]
    days_of: Mapping[int, int]
    visits: Mapping[str, Visits]
    satisfaction: Satisfaction
    hidden: bool
    """Whether a desk or group was not shown apart."""


def figures(code: str, hall: str, first: date, last: date, quick: Iterable[str] = ()) -> Figures:
    """The figures of a hall. `quick` are purposes whose visits say nothing about pre-application.

    Raises ValueError for a span that ends before it begins or is longer than MOST_DAYS.
    """
    if not timedelta() <= last - first < timedelta(days=MOST_DAYS):
        raise ValueError("a span of days, two years at most")
    with tenancy.reading(code):
        desks, groups = _apart(hall, first, last)
        satisfaction = _satisfaction(hall, first, last)
    span = [hall, first, last]
    found: dict[int, dict[object, Cell]] = {}
    for row in tenancy.all_rows(code, _CELLS, [list(desks.shown), list(groups.shown), *span]):
        keys = dict(zip(_BITS, row[1:8], strict=True))
        used = [name for name, bit in _BITS.items() if not row[0] & bit]
        key = tuple(keys[name] for name in used)
        found.setdefault(row[0], {})[key[0] if len(key) == 1 else key] = _cell(row[8:])
    whole = found.get(127, {}).get((), Cell())
    visits = tenancy.all_rows(code, _VISITS, [*span, list(quick)])
    by_hour = _part(found, "hour")
    week = {(weekday, hour): cell for (hour, weekday), cell in _part(found, "hour", "weekday").items()}
    return Figures(
        hall,
        first,
        last,
        whole,
        _part(found, "purpose"),
        dict(sorted(by_hour.items())),
        week,
        _without_hidden(_part(found, "place"), desks),
        _without_hidden(_part(found, "team"), groups),
        _part(found, "origin"),
        dict(sorted(_part(found, "day").items())),
        dict(tenancy.all_rows(code, _DAYS, span)),
        {origin: Visits(count, float(seconds) / 60) for origin, count, seconds in visits},
        satisfaction,
        bool(whole.people) and (len(desks.shown) == 0 or len(groups.shown) == 0 or desks.rest or groups.rest),
    )


def _part(found: Mapping[int, Mapping[object, Cell]], *names: str) -> dict:  # type: ignore[type-arg]
    missing = 127 - sum(_BITS[name] for name in names)
    return {key: cell for key, cell in found.get(missing, {}).items() if key is not None}


def _without_hidden(cells: Mapping[str, Cell], apart: Apart) -> dict[str, Cell]:
    ordered = sorted(cells.items(), key=lambda one: (one[0] == REST, one[0]))
    return {key: cell for key, cell in ordered if key in apart.shown or (key == REST and apart.rest)}


def _cell(row: tuple) -> Cell:  # type: ignore[type-arg]
    people, waits, quantiles, longest, served, service, absent, left, told, error, bias, within = row
    middle, most = quantiles or (None, None)
    return Cell(
        people,
        waits,
        _minutes(middle),
        _minutes(most),
        _minutes(longest),
        served,
        _minutes(service),
        absent,
        left,
        told,
        _minutes(error),
        _minutes(bias),
        within / told if told else None,
    )


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else float(seconds) / 60


def _apart(hall: str, first: date, last: date) -> tuple[Apart, Apart]:
    desks: dict[str, set[str]] = {}
    groups: dict[str, set[str]] = {}
    rows = DeskSession.objects.filter(hall=hall, day__range=(first, last))
    for desk, group, person in rows.values_list("desk", "group", "opened_by").distinct().order_by():
        desks.setdefault(desk, set()).add(person)
        groups.setdefault(group, set()).add(person)
    return tuple(  # type: ignore[return-value]
        shown_apart({key: frozenset(people) for key, people in one.items()}) for one in (desks, groups)
    )


def _satisfaction(hall: str, first: date, last: date) -> Satisfaction:
    answers = Rating.objects.filter(hall=hall, day__range=(first, last))
    faces = answers.values_list("face").annotate(Count("id")).order_by()
    by_origin: dict[str, list[tuple[int, int]]] = {}
    for origin, face, count in answers.values_list("origin", "face").annotate(Count("id")).order_by():
        by_origin.setdefault(origin, []).append((face, count))
    remarks = answers.exclude(remark="").order_by("-id").values_list("day", "face", "remark")[:MOST_REMARKS]
    return Satisfaction(
        dict(faces),
        {
            origin: (
                sum(count for _, count in counted),
                sum(face * count for face, count in counted) / sum(count for _, count in counted),
            )
            for origin, counted in by_origin.items()
            if origin
        },
        tuple(remarks),
    )
