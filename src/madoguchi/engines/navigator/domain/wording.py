"""The navigator's own sentences."""

from __future__ import annotations

from datetime import date

from madoguchi.core.conditions.wording import day_text
from madoguchi.core.vocabulary import Facts, person_label

DISCREET_REASON = "窓口でお話をうかがうため"
"""Why a discreet procedure is on the list, wherever somebody else may look on."""


def subject_label(facts: Facts, person: int) -> str:
    """What a person is called as the subject of a reason: without the age, which the reason itself tells."""
    return person_label(facts, person, with_age=False)


def headline(
    *,
    procedures: int,
    stops: int,
    minutes: int,
    until: date | None,
    late: int,
    finished: bool,
    today: date,
) -> str:
    """The sentence that matters, on top of the plan: how much, where, how long, until when."""
    if procedures == 0:
        return "必要な手続きはありません。" if finished else "質問に答えると、必要な手続きが分かります。"
    parts = [f"手続きは{procedures}件。" if finished else f"いまのところ手続きは{procedures}件。"]
    if stops:
        parts.append(f"窓口は{stops}か所、約{rounded(minutes)}分。")
    else:
        parts.append("窓口に行かずに済みます。")
    if late:
        parts.append(f"{late}件は期限を過ぎています。早めにおいでください。")
    if until is not None:
        parts.append(f"{day_text(until, today)}までに。")
    return "".join(parts)


def rounded(minutes: int) -> int:
    """Minutes as people say them: up to the next five."""
    return -(-minutes // 5) * 5


__all__ = ["DISCREET_REASON", "day_text", "headline", "person_label", "rounded", "subject_label"]
