"""The door of the effects engine."""

from madoguchi.engines.effects.actions import ShareWork, closed_year, share_now
from madoguchi.engines.effects.domain.counters import CountersLine, CountersReport
from madoguchi.engines.effects.domain.model import (
    ENOUGH_CASES,
    ENOUGH_DAYS,
    Basis,
    Cell,
    Comparison,
    EffectReport,
    Line,
    Measured,
)
from madoguchi.engines.effects.domain.money import hourly, thousand_yen_of, yen_of
from madoguchi.engines.effects.models import SharedWork
from madoguchi.engines.effects.reading import (
    TypicalWork,
    UnknownEffectError,
    counters_report,
    effect_of,
    effects_of,
    operators_report,
    published_report,
    report_for,
    time_on_steps,
)

__all__ = [
    "ENOUGH_CASES",
    "ENOUGH_DAYS",
    "Basis",
    "Cell",
    "Comparison",
    "CountersLine",
    "CountersReport",
    "EffectReport",
    "Line",
    "Measured",
    "ShareWork",
    "SharedWork",
    "TypicalWork",
    "UnknownEffectError",
    "closed_year",
    "counters_report",
    "effect_of",
    "effects_of",
    "hourly",
    "operators_report",
    "published_report",
    "report_for",
    "share_now",
    "thousand_yen_of",
    "time_on_steps",
    "yen_of",
]
