"""Who judges a case, and what was applied for."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from madoguchi.engines.boards.domain.conflicts import JudgingMember, conflict_of
from madoguchi.engines.boards.domain.deciding import Application
from madoguchi.engines.boards.models import BoardCase, Member
from madoguchi.engines.boards.rules import rules_of


def application_of(case: BoardCase) -> Application:
    """What was applied for."""
    return Application(case.application, case.applied_on, case.before, case.first_stage)


def conflicts_of(case: BoardCase, members: Iterable[Member]) -> dict[UUID, str]:
    """The members who must not judge the case, each with the reason; what a person said comes first."""
    said = {one.member_id: one for one in case.recusals.all()}
    rules = rules_of(case.board, case.municipality_code)
    found: dict[UUID, str] = {}
    for member in members:
        spoken = said.get(member.pk)
        if spoken is not None:
            if spoken.must_not_judge:
                found[member.uuid] = spoken.reason
            continue
        judging = JudgingMember(str(member.uuid), member.name, tuple(member.facilities))
        if why := conflict_of(rules, case.items, judging):
            found[member.uuid] = why
    return found
