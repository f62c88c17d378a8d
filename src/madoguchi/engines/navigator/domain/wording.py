"""The navigator's own sentences."""

from __future__ import annotations

from datetime import date

from madoguchi.core.conditions.wording import day_text
from madoguchi.core.languages import say, say_date, say_sentences, spoken, translatable
from madoguchi.core.vocabulary import Facts, person_label

DISCREET_REASON = translatable("窓口でお話をうかがうため")
"""Why a discreet procedure is on the list, wherever somebody else may look on."""

_SAID_IN_HOURS = 120
"""Minutes."""


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
        if finished:
            return say("必要な手続きはありません。")
        return say("質問に答えると、必要な手続きが分かります。")
    if finished:
        parts = [say("手続きは{count}件。", count=procedures)]
    else:
        parts = [say("いまのところ手続きは{count}件。", count=procedures)]
    if stops and (hours := whole_hours(minutes)):
        parts.append(say("窓口は{count}か所、約{hours}時間。", count=stops, hours=hours))
    elif stops:
        parts.append(say("窓口は{count}か所、約{minutes}分。", count=stops, minutes=rounded(minutes)))
    else:
        parts.append(say("窓口に行かずに済みます。"))
    if late:
        parts.append(say("{count}件は期限を過ぎています。早めにおいでください。", count=late))
    if until is not None:
        day = day_text(until, today) if spoken().is_source else say_date(until)
        parts.append(say("{date}までに。", date=day))
    return say_sentences(parts)


def because(reason: str, *, certain: bool) -> str:
    """A reason as a sentence: 「…ためです。」. Other languages tell reasons as 「label: value」."""
    if spoken().is_source:
        return f"{reason}です。" if certain else f"{reason}、必要かもしれません。"
    return reason if certain else say_sentences([say("必要かもしれません。"), reason])


def not_because(reason: str) -> str:
    """A reason why something is not needed, as a sentence: 「…ため、必要ありません。」."""
    if spoken().is_source:
        return f"{reason}、必要ありません。"
    return say_sentences([say("必要ありません。"), reason])


def rounded(minutes: int) -> int:
    """Minutes as people say them: up to the next five."""
    return -(-minutes // 5) * 5


def whole_hours(minutes: int) -> int | None:
    """Hours as people say them, from two hours on: nobody counts 330 minutes. None below."""
    return (minutes + 30) // 60 if minutes >= _SAID_IN_HOURS else None


__all__ = [
    "DISCREET_REASON",
    "because",
    "day_text",
    "headline",
    "not_because",
    "person_label",
    "rounded",
    "subject_label",
    "whole_hours",
]
