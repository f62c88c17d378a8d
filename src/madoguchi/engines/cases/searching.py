"""Finding a case anywhere in the municipality: by name, reading, birth date, number, procedure, status."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from madoguchi.core import tenancy
from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_reading
from madoguchi.core.database.searching import any_of, starts_with
from madoguchi.engines.cases.domain.numbers import NumberError, read_number
from madoguchi.engines.cases.domain.states import Status
from madoguchi.engines.cases.models import NOT_IN_LISTS, Case
from madoguchi.engines.cases.reading import may_read
from madoguchi.lib.japanese.dates import AnyDate, PartialDate
from madoguchi.lib.japanese.queries import Query, read_query

DEFAULT_LIMIT = 50
NOTHING_CHOSEN = "氏名、フリガナ、生年月日、受付番号のどれかを入力するか、手続きか状態を選んでください。"
_NUMBERS = ("受付番号",)


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """What is searched for; all that is given must fit. `procedures` are keys, None for any; `source` is the
    visit or application that brought the cases.
    """

    text: str = field(default="", repr=False)
    procedures: frozenset[str] | None = None
    statuses: frozenset[Status] | None = None
    source: UUID | None = None


@dataclass(frozen=True, slots=True)
class FoundCases:
    """The answer. `problem` says why nothing was searched; `more`: not all are shown."""

    cases: tuple[Case, ...] = ()
    more: bool = False
    understood_as: str = ""
    problem: str = ""


def find_cases(context: Context, wanted: CaseSearch, *, limit: int = DEFAULT_LIMIT) -> FoundCases:
    """Cases of any desk, without their data; shorter names first, of one name (or none) the newest first.

    Never raises for what was typed. Raises NotAllowedError.
    """
    may_read(context)
    query = read_query(wanted.text, _NUMBERS) if wanted.text.strip() else Query()
    problem = query.problem
    if query.number:
        try:
            read_number(query.number)
        except NumberError as error:
            problem = str(error)
    is_empty = wanted.procedures is None and wanted.statuses is None and wanted.source is None
    if not problem and query == Query() and is_empty:
        problem = NOTHING_CHOSEN
    if problem:
        return FoundCases(problem=problem)
    with tenancy.municipality(context.municipality_code):
        found = _chosen(Case.objects.all(), wanted)
        if query.number:
            found = found.filter(number=query.number)
        if query.birth is not None:
            found = found.filter(_born(query.birth))
        if query.names and query.birth is None:
            cases = _by_name(found, query.names, limit + 1)
        else:
            narrowed = found.filter(_named(query.names)) if query.names else found
            cases = list(narrowed.defer(*NOT_IN_LISTS).order_by("-id")[: limit + 1])
        seen = [str(case.uuid) for case in cases[:limit]]
        record_reading(context, "cases.search", "", {"cases": seen})
    return FoundCases(tuple(cases[:limit]), len(cases) > limit, query.understood_as)


def _chosen(cases: QuerySet[Case], wanted: CaseSearch) -> QuerySet[Case]:
    if wanted.source is not None:
        cases = cases.filter(source_uuid=wanted.source)
    if wanted.procedures is not None:
        cases = cases.filter(procedure_key__in=sorted(wanted.procedures))
    if wanted.statuses is not None:
        cases = cases.filter(status__in=sorted(status.value for status in wanted.statuses))
    return cases


def _by_name(cases: QuerySet[Case], names: tuple[str, ...], most: int) -> list[Case]:
    """The first rows of each column's index, merged.

    One condition over all columns would read every 佐藤 of the municipality to show fifty; each index by
    itself tells the first fifty of its order at once.
    """
    if len(names) == 1:
        pieces = [
            cases.filter(starts_with(column, names[0]))
            .order_by(column, "-id")
            .values_list("pk", column)[:most]
            for column in _COLUMNS
        ]
    else:
        # Unordered: in the order of the family name every 佐藤 would be read to find one given name.
        pieces = [
            cases.filter(condition).order_by().values_list("pk", column)[:_MOST_OF_TWO_WORDS]
            for column, condition in _two_words(*names)
        ]
    # One statement; what a case is found by first counts.
    found: dict[int, str] = {}
    for row, key in pieces[0].union(*pieces[1:], all=True):
        found.setdefault(row, key)
    ordered = sorted(found, key=lambda row: (found[row], -row))[:most]
    rows = Case.objects.defer(*NOT_IN_LISTS).in_bulk(ordered)
    return [rows[row] for row in ordered]


_COLUMNS = ("name_key", "kana_key", "given_name_key", "given_kana_key")
_MOST_OF_TWO_WORDS = 500
"""How many of one writing are read, at most, to show the first of them in order."""


def _named(names: tuple[str, ...]) -> Q:
    if len(names) == 1:
        return any_of(starts_with(column, names[0]) for column in _COLUMNS)
    return any_of(condition for _, condition in _two_words(*names))


def _two_words(family: str, given: str) -> Iterator[tuple[str, Q]]:
    """Family and given name, each written either way, or both as one; each with its column."""
    for column in ("name_key", "kana_key"):
        yield column, starts_with(column, family + given)
        for given_column in ("given_name_key", "given_kana_key"):
            yield column, starts_with(column, family) & starts_with(given_column, given)


def _born(birth: AnyDate) -> Q:
    """Born on that day or in that span; a partly unknown birth date fits every day that it can be."""
    first, last = (birth.earliest, birth.latest) if isinstance(birth, PartialDate) else (birth, birth)
    unknown_since = {first.replace(day=1), date(first.year, 1, 1)}
    return Q(birth_first__range=(first, last)) | Q(birth_first__in=unknown_since, birth_last__gte=first)
