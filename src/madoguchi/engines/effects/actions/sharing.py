"""A municipality lets its neighbours see what its work takes: sums over closed months, never of few cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, run
from madoguchi.core.packs import Packs
from madoguchi.engines.effects.domain.model import ENOUGH_CASES
from madoguchi.engines.effects.models import SharedWork
from madoguchi.engines.effects.reading import effects_of, measured_work


class ShareWork(Action[Packs, list[SharedWork]]):
    """Replace what was shared by the sums of the last twelve closed months.

    A step with fewer than `ENOUGH_CASES` believed times is not shared, and one that has fallen below is taken
    back. Months that are still running are left out, so that no sum moves by the case of a day.
    """

    name: ClassVar[str] = "effects.share"
    permission: ClassVar[str | None] = "effects.share"

    def perform(self, context: Context, given: Packs) -> list[SharedWork]:
        """Take back, sum up, share."""
        span = closed_year(context.now.date())
        code = context.municipality_code
        rows = [
            SharedWork(
                municipality_code=code,
                effect=effect.key,
                step=step,
                cases=one.cases,
                counted=one.counted,
                seconds=one.seconds,
                median_seconds=round(one.median_seconds),
                since=one.since,
                until=one.until,
                shared_at=context.now,
            )
            for effect in effects_of(given, code).values()
            for step, one in measured_work(effect, span).items()
            if one.counted >= ENOUGH_CASES
        ]
        # By its own code: everybody's rows are to be seen here.
        SharedWork.objects.filter(municipality_code=code).delete()
        return SharedWork.objects.bulk_create(rows)

    def subject(self, given: Packs, result: list[SharedWork]) -> str:
        """What was shared is of the whole municipality."""
        return "effects:shared"

    def details(self, given: Packs, result: list[SharedWork]) -> Mapping[str, Any]:
        """Which steps, and of how many cases."""
        return {f"{row.effect}.{row.step}": row.counted for row in result}


def share_now(packs: Packs, municipality_code: str) -> int:
    """Share as the system, without waiting for the month's job; how many steps were shared."""
    context = Context(municipality_code, Actor.system("effects"), purpose="地域で比べる作業時間の集計")
    return len(run(ShareWork(), context, packs))


def closed_year(day: date) -> tuple[date, date]:
    """The twelve months before the month of `day`: their first day, and the day after their last one."""
    until = day.replace(day=1)
    return until.replace(year=until.year - 1), until
