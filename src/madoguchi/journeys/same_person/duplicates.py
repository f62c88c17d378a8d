"""People who stand in the register twice: the desk of 住民登録 decides about pairs that are too alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, run_all
from madoguchi.engines.matching.api import (
    CandidateRecord,
    Comparer,
    Limits,
    Match,
    NewReview,
    OpenReview,
    ReviewKind,
    Weights,
    default_weights,
    grounds_of,
    register_kind,
    weights_for,
)
from madoguchi.engines.residents.api import ResidentRecord, count_residents, guarded_households, pairs_alike
from madoguchi.journeys.same_person.models import DuplicateCheck
from madoguchi.journeys.same_person.people import person_of, record_of
from madoguchi.journeys.same_person.promises import check_soon

DESK = "resident_register"
STALE_AFTER = timedelta(hours=2)
"""A check that has not ended by then broke off: another one may be started."""

DUPLICATE = register_kind(
    ReviewKind(
        key="residents.duplicate",
        label="住民の二重登録",
        question="この2人は、同じ人ですか。",
        left="1人目",
        right="2人目",
        then="「同じ」にしても、住民記録は変わりません。住民記録システムで統合してください。",
    )
)

_LIMITS = Limits(human=0.05, known=0.001)
"""One row in a thousand is taken to stand twice; what is likelier than one in twenty is shown to people."""


class CheckRunsError(Exception):
    """いま確認しているところです。終わってから、もう一度始めてください。"""


class StartDuplicateCheck(Action[None, DuplicateCheck]):
    """Look through the register for people who stand in it twice, as a job. Raises CheckRunsError."""

    name: ClassVar[str] = "same_person.start_check"
    permission: ClassVar[str | None] = "matching.check"

    def perform(self, context: Context, given: None) -> DuplicateCheck:
        """One at a time."""
        del given
        running = DuplicateCheck.objects.select_for_update().filter(
            finished_at__isnull=True, started_at__gt=context.now - STALE_AFTER
        )
        if running.exists():
            raise CheckRunsError(CheckRunsError.__doc__)
        check = DuplicateCheck.objects.create(started_at=context.now, started_by_name=context.actor.told_name)
        check_soon(context.municipality_code, check.uuid)
        return check


@dataclass(frozen=True, slots=True)
class OfCheck:
    """Which check."""

    uuid: UUID


class CheckDuplicates(Action[OfCheck, DuplicateCheck]):
    """Compare the pairs of the register that may be one person, and ask people about those that are likely.

    What people have decided is not asked again while it stays as it is.
    """

    name: ClassVar[str] = "same_person.check"
    permission: ClassVar[str | None] = "matching.check"

    def perform(self, context: Context, given: OfCheck) -> DuplicateCheck:
        """All in one transaction: a check that breaks off leaves nothing behind and can be run again."""
        check = DuplicateCheck.objects.select_for_update().get(uuid=given.uuid)
        if check.finished_at is not None:
            return check
        pairs = pairs_alike(context.municipality_code)
        asked = run_all(OpenReview(), context, _reviews(pairs, context.municipality_code))
        check.compared, check.finished_at = len(pairs), context.now
        check.asked = sum(one.outcome is None for one in asked)
        check.known = len(asked) - check.asked
        check.save()
        return check

    def details(self, given: OfCheck, result: DuplicateCheck) -> Mapping[str, Any]:
        """Numbers."""
        return {"compared": result.compared, "asked": result.asked, "known": result.known}


def last_checks(most: int = 5) -> tuple[DuplicateCheck, ...]:
    """The newest first. Inside `tenancy.municipality(...)`."""
    return tuple(DuplicateCheck.objects.all()[:most])


def is_running(check: DuplicateCheck, now: datetime) -> bool:
    """Whether it still goes on; one that has not ended for long broke off."""
    return check.finished_at is None and check.started_at > now - STALE_AFTER


def likely_pairs(
    pairs: tuple[tuple[ResidentRecord, ResidentRecord], ...], among: int, weights: Weights | None = None
) -> list[tuple[ResidentRecord, ResidentRecord, Match]]:
    """The pairs that may well be one person, of a register of `among` people, the likeliest first."""
    comparer = Comparer((weights or default_weights()).with_limits(_LIMITS), among=among)
    found = [(one, other, comparer.compare(person_of(one), person_of(other))) for one, other in pairs]
    likely = [row for row in found if row[2].probability >= _LIMITS.human]
    return sorted(likely, key=lambda row: -row[2].weight)


def _reviews(
    pairs: tuple[tuple[ResidentRecord, ResidentRecord], ...], municipality_code: str
) -> list[NewReview]:
    households = {one.household_uuid for pair in pairs for one in pair}
    guarded = guarded_households(households, municipality_code)
    likely = likely_pairs(pairs, count_residents(municipality_code), weights_for(municipality_code))
    return [
        NewReview(
            kind=DUPLICATE.key,
            subject=f"residents:{one.uuid}:{other.uuid}",
            desk=DESK,
            record=record_of(one, guarded=one.household_uuid in guarded),
            candidates=(
                CandidateRecord(
                    record_of(other, guarded=other.household_uuid in guarded),
                    grounds_of(match),
                    round(match.weight, 1),
                    match.probability,
                ),
            ),
            reason=_reason(one, other),
        )
        for one, other, match in likely
    ]


def _reason(one: ResidentRecord, other: ResidentRecord) -> str:
    same_birth = one.birth_date == other.birth_date
    if one.name == other.name:
        return "氏名と生年月日が同じです。" if same_birth else "氏名が同じで、生年月日が1か所だけ違います。"
    return "生年月日が同じで、氏名が似ています。"
