"""Measured work as the domain wants it: live for one's own municipality, as shared for the neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from madoguchi.core import clock, tenancy
from madoguchi.core.measuring.api import LONGEST, StepRule, counters_by_month, first_work, work_sums
from madoguchi.core.packs import Effect, Packs
from madoguchi.engines.effects.domain.computing import MeasuredWork, report_of
from madoguchi.engines.effects.domain.counters import CountersLine, CountersReport
from madoguchi.engines.effects.domain.model import YEAR, EffectReport, Measured
from madoguchi.engines.effects.models import SharedWork

_PUBLISHED = "published:"
"""Before the key of a published step, so that no step of the flow that happens to be called so joins it."""


class UnknownEffectError(KeyError):
    """この業務の公表値はありません。"""


@dataclass(frozen=True, slots=True)
class TypicalWork:
    """What a step of a flow takes: the middle of the `counted` cases with a believed time, of all `cases`."""

    median_seconds: float
    counted: int
    cases: int


def effects_of(packs: Packs, municipality_code: str) -> Mapping[str, Effect]:
    """The effects of the municipality's region by key, in the order of the files."""
    return packs.effects.get(packs.municipalities[municipality_code].region, {})


def effect_of(packs: Packs, municipality_code: str, key: str) -> Effect:
    """One of them. Raises UnknownEffectError."""
    found = effects_of(packs, municipality_code).get(key)
    if found is None:
        raise UnknownEffectError(key)
    return found


def published_report(packs: Packs, effect: Effect) -> EffectReport:
    """The report from published figures alone; needs no database."""
    return report_of(effect, _names(packs, effect), {})


def report_for(packs: Packs, effect: Effect, reader: str) -> EffectReport:
    """What the municipality `reader` sees: its own work up to today, its neighbours' as they shared it."""
    shared = dict(shared_work(effect))
    with tenancy.reading(reader):
        shared[reader] = measured_work(effect)
    return report_of(effect, _names(packs, effect), shared)


def operators_report(packs: Packs, effect: Effect) -> EffectReport:
    """What whoever runs the installation sees: every municipality's work up to today, one after the other."""
    measured: dict[str, Mapping[str, Measured]] = {}
    for code in _names(packs, effect):
        with tenancy.reading(code):
            measured[code] = measured_work(effect)
    return report_of(effect, _names(packs, effect), measured)


def counters_report(packs: Packs, municipality_code: str) -> CountersReport:
    """How many counters a municipality's households visited over the last year, from real acceptances."""
    since, until = _last_year()
    with tenancy.reading(municipality_code):
        months = counters_by_month(since, until)
    lines = (
        CountersLine(
            one.event,
            packs.events[one.event].label if one.event in packs.events else one.event,
            one.month,
            one.households,
            one.each,
            one.remaining,
        )
        for one in months
    )
    return CountersReport(since, until, tuple(lines))


def time_on_steps(packs: Packs, municipality_code: str, flow: str) -> dict[str, TypicalWork]:
    """What each step of a flow took in a municipality over the last year, by step of the flow.

    For the picture of a flow. Caps are those of the published steps that a step belongs to.
    """
    longest = {
        of_flow: step.longest or LONGEST
        for effect in effects_of(packs, municipality_code).values()
        if effect.flow == flow
        for step in effect.steps.values()
        for of_flow in step.measured_by
    }
    rules = {step: StepRule(step, cap) for step, cap in longest.items()}
    since, until = _last_year()
    with tenancy.reading(municipality_code):
        found = work_sums(flow, since=_midnight(since), until=_midnight(until), rules=rules)
    return {key: TypicalWork(one.median_seconds, one.counted, one.cases) for key, one in found.items()}


def measured_work(effect: Effect, span: tuple[date, date] | None = None) -> dict[str, Measured]:
    """The work on each published step from the first day of the span until before the last one.

    The span is the last year when not given. Measuring may have begun later than the span: then its first day
    counts. To be called inside `tenancy.municipality(...)`.
    """
    rules = {
        of_flow: StepRule(_PUBLISHED + step.key, step.longest or LONGEST)
        for step in effect.steps.values()
        for of_flow in step.measured_by
    }
    first = first_work(effect.flow) if effect.flow and rules else None
    if effect.flow is None or first is None:
        return {}
    since, until = span or _last_year()
    since = max(since, first.astimezone(clock.TOKYO).date())
    found = work_sums(effect.flow, since=_midnight(since), until=_midnight(until), rules=rules)
    return {
        name.removeprefix(_PUBLISHED): Measured(
            one.cases, one.counted, one.seconds, one.median_seconds, since, until
        )
        for name, one in found.items()
        if name.startswith(_PUBLISHED)
    }


def shared_work(effect: Effect) -> MeasuredWork:
    """What the municipalities have shared, by municipality and step."""
    found: dict[str, dict[str, Measured]] = {}
    for row in SharedWork.objects.filter(effect=effect.key):
        measured = Measured(
            row.cases, row.counted, row.seconds, float(row.median_seconds), row.since, row.until
        )
        found.setdefault(row.municipality_code, {})[row.step] = measured
    return found


def _names(packs: Packs, effect: Effect) -> dict[str, str]:
    codes = packs.regions[effect.region].municipalities
    return {code: packs.municipalities[code].name for code in codes}


def _last_year() -> tuple[date, date]:
    """A year up to and with today."""
    tomorrow = clock.today() + timedelta(days=1)
    return tomorrow - timedelta(days=YEAR), tomorrow


def _midnight(day: date) -> datetime:
    return clock.midnight(day)
