"""When a board may decide, what, and for how long it holds."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.core.packs import BoardRules


class DecisionRefusedError(ValueError):
    """この判定は記録できません。"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be decided: result, months (None where the result gives no right), why it differs."""

    result: str
    months: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """What was applied for: kind, day, the result of before and that of the first stage (may be empty)."""

    kind: str
    applied_on: date
    before: str = ""
    first_stage: str = ""


def has_quorum(seats: int, judging: int) -> bool:
    """More than half of the panel's members are there and may judge (介護保険法施行令第9条)."""
    return judging * 2 > seats


def check_decision(rules: BoardRules, application: Application, proposal: Proposal) -> None:
    """Raises DecisionRefusedError, whose message says what to do."""
    result = rules.results.get(proposal.result)
    if result is None:
        raise DecisionRefusedError("判定を選んでください。")
    if application.first_stage and application.first_stage != result.key and not proposal.reason:
        raise DecisionRefusedError("一次判定と違う判定です。変えた理由を書いてください。")
    if not result.certified:
        if proposal.months is not None:
            raise DecisionRefusedError(f"「{result.label}」には有効期間がありません。月数を消してください。")
        return
    rule = rules.validity_of(application.kind, application.applied_on)
    if rule is None:
        raise DecisionRefusedError("この申請日の有効期間の決まりが、パックにありません。")
    most = rule.most_for(unchanged=bool(application.before) and application.before == result.key)
    if proposal.months is None or not rule.least <= proposal.months <= most:
        kind = rules.applications[application.kind]
        raise DecisionRefusedError(
            f"{kind}の有効期間は{rule.least}か月から{most}か月までです（ふつうは{rule.standard}か月）。"
        )


def months_possible(rules: BoardRules, application: Application, result: str) -> range:
    """The months that may be chosen with a result; empty where it gives no right."""
    known = rules.results.get(result)
    rule = rules.validity_of(application.kind, application.applied_on)
    if known is None or not known.certified or rule is None:
        return range(0)
    unchanged = bool(application.before) and application.before == result
    return range(rule.least, rule.most_for(unchanged=unchanged) + 1)


def standard_months(rules: BoardRules, application: Application) -> int | None:
    """The usual number of months; None where there is no rule."""
    rule = rules.validity_of(application.kind, application.applied_on)
    return None if rule is None else rule.standard


def valid_until(effective: date, months: int) -> date:
    """The last day: to the end of the month in which it begins (unless that is the first), and the months.

    介護保険法施行規則第38条第1項: the two periods are added up.
    """
    first = effective if effective.day == 1 else _first_of_next(effective)
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1) - timedelta(days=1)


def _first_of_next(day: date) -> date:
    last = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=last) + timedelta(days=1)
