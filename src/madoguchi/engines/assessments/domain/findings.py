"""What the checks find: what, where, and what the official does. Nothing here is a diagnosis."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from madoguchi.core.packs import Assessment, CheckGroup, ConsistencyCheck, FormItem
from madoguchi.engines.assessments.domain.fields import answer_text, facts_of


@dataclass(frozen=True, slots=True)
class Compared:
    """One item that a finding is about: on which form, its number, label and answer."""

    form: str
    number: str
    label: str
    answer: str = field(repr=False)
    key: str

    def __str__(self) -> str:
        return f"{self.form}の「{self.number} {self.label}」が「{self.answer}」"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to confirm. `say` are words of the rule's own, `what` these or else the answers.

    `seen` changes with the answers: who confirmed others has not confirmed these.
    """

    group: str
    group_label: str
    code: str
    what: str = field(repr=False)
    say: str
    where: tuple[Compared, ...]
    tell: str
    seen: str


def findings(
    assessment: Assessment, survey: Mapping[str, Any], opinion: Mapping[str, Any], today: date
) -> list[Finding]:
    """The checks that certainly hold, in the order of the pack; answers are JSON by item key."""
    facts = facts_of([(assessment.survey, survey), (assessment.opinion.form, opinion)], today)
    answers = {**survey, **opinion}
    return [
        _finding(assessment, group, check, answers)
        for group in assessment.check_groups
        for check in group.checks
        if check.when.evaluate(facts) is True
    ]


def _finding(
    assessment: Assessment, group: CheckGroup, check: ConsistencyCheck, answers: Mapping[str, Any]
) -> Finding:
    where = tuple(
        _compared(name, one, answers)
        for name, form in (("調査票", assessment.survey), ("意見書", assessment.opinion.form))
        for one in form
        if one.item.key in check.when.depends_on
    )
    what = check.say or "、".join(map(str, where)) + "です。"
    seen = json.dumps([[one.key, answers.get(one.key)] for one in where], ensure_ascii=False)
    return Finding(
        group.key,
        group.label,
        check.code,
        what,
        check.say,
        where,
        group.tell,
        hashlib.sha256(seen.encode()).hexdigest()[:16],
    )


def _compared(form: str, one: FormItem, answers: Mapping[str, Any]) -> Compared:
    value = answers.get(one.item.key)
    said = "" if value is None else answer_text(one, value)
    return Compared(form, one.number, one.item.label, said, one.item.key)
