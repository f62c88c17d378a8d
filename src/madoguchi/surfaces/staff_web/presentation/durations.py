"""How long writing, waiting and handling take: one question for each line, answered in its sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from madoguchi.core.measuring.api import typical


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the journey between two steps. `subject` begins the sentence."""

    group: str
    subject: str
    from_step: str
    to_step: str


STRETCHES = (
    Stretch("書く", "スマートフォンで書く時間", "pre_application.started", "pre_application.finished"),
    Stretch("待つ", "書き終えてから窓口で読み取るまで", "pre_application.finished", "counter_visit.scanned"),
    Stretch("窓口", "読み取りから本人確認まで", "counter_visit.scanned", "counter_visit.identified"),
    Stretch("窓口", "事前申請した人の窓口の時間", "counter_visit.scanned", "counter_visit.accepted"),
    Stretch("窓口", "事前申請のない人の窓口の時間", "counter_visit.opened", "counter_visit.accepted"),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One stretch with its median; `took` is None when no journey has both steps. `share` is 0 to 100."""

    stretch: Stretch
    took: timedelta | None
    journeys: int
    share: int = 0

    @property
    def words(self) -> str:
        """The duration as people say it."""
        return in_words(self.took) if self.took is not None else ""


def measure(since: datetime | None) -> tuple[Measured, ...]:
    """All stretches; inside `tenancy.municipality(...)`. Bars are relative to the longest in their group."""
    found = [(stretch, typical(stretch.from_step, stretch.to_step, since=since)) for stretch in STRETCHES]
    measured = [
        Measured(stretch, one.median if one else None, one.journeys if one else 0) for stretch, one in found
    ]
    return tuple(Measured(one.stretch, one.took, one.journeys, _share(one, measured)) for one in measured)


def _share(one: Measured, among: Iterable[Measured]) -> int:
    if one.took is None:
        return 0
    longest = max(
        other.took for other in among if other.took is not None and other.stretch.group == one.stretch.group
    )
    return round(100 * one.took / longest) if longest else 0


def in_words_of_seconds(seconds: float) -> str:
    """A short time to the second: 45秒, 4分30秒; from ninety minutes on as `in_words`."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes or minutes >= 90:
        return in_words(timedelta(seconds=seconds))
    return f"{minutes}分{rest}秒" if rest else f"{minutes}分"


def in_words(took: timedelta) -> str:
    """45秒, 4分, 1時間20分, 3日."""
    seconds = round(took.total_seconds())
    if seconds < 90:
        return f"{seconds}秒"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes}分"
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours}時間{rest}分" if rest else f"{hours}時間"
    return f"{round(minutes / 1440)}日"
