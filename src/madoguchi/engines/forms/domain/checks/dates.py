"""Rules about days that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from madoguchi.core.languages import say, say_date, spoken
from madoguchi.engines.forms.domain.checks.subject import Subject
from madoguchi.engines.forms.domain.declared import period_begins
from madoguchi.engines.forms.domain.fields import FormField, FormOutline
from madoguchi.engines.forms.domain.findings import Finding, ask, must
from madoguchi.lib.japanese.dates import age_on, format_wareki

OLDEST_POSSIBLE = 130
OLDEST_USUAL = 110
LONG_AGO = timedelta(days=365)

_BIRTH = "person.birth_date"
_MOVE = "move.date"


def dates(subject: Subject, outline: FormOutline) -> Iterator[Finding]:
    """All rules of this file."""
    for person in subject.facts.persons():
        yield from _birth(subject, person)
    yield from _moved_long_ago(subject)
    for field in outline.fields:
        yield from _period(subject, field)


def _period(subject: Subject, field: FormField) -> Iterator[Finding]:
    """The last day of a period (`not_before`) lies before its first."""
    first = period_begins(field.item)
    if first is None or first not in subject.pack.vocabulary:
        return
    begins, ends = subject.days(first, field.person), subject.days(field.item.key, field.person)
    if begins is None or ends is None or ends.latest >= begins.earliest:
        return
    message = say(
        "「{last}」が「{first}」より前の日になっています。",
        last=field.label,
        first=subject.pack.vocabulary[first].label,
    )
    remedy = say("2つの日付を確かめてください。")
    yield must("period_ends_before", message, first, field.item.key, person=field.person, remedy=remedy)


def _birth(subject: Subject, person: int) -> Iterator[Finding]:
    birth = subject.birth(person)
    if birth is None:
        return
    who = subject.called(person)
    if birth.earliest > subject.today:
        message = say("{person}の生年月日が、今日より後の日になっています。", person=who)
        remedy = say("生年月日を確かめてください。今日は{date}です。", date=_day(subject.today))
        yield must("born_in_future", message, _BIRTH, person=person, remedy=remedy)
        return
    age = age_on(birth.latest, subject.today) if birth.latest <= subject.today else 0
    remedy = say("生年月日の元号と年を確かめてください。")
    if age > OLDEST_POSSIBLE:
        message = say("{person}の年齢が{age}歳になります。", person=who, age=age)
        yield must("too_old", message, _BIRTH, person=person, remedy=remedy)
    elif age > OLDEST_USUAL:
        message = say("{person}の年齢が{age}歳になります。", person=who, age=age)
        yield ask("very_old", message, _BIRTH, person=person, remedy=remedy)
    moved = subject.days(_MOVE)
    if moved is not None and moved.latest < birth.earliest:
        message = say("{person}は、引越しの日より後に生まれたことになっています。", person=who)
        remedy = say(
            "引越しの日と生年月日を確かめてください。引越しの後に生まれたお子さまは、出生届で登録されます。"
        )
        yield must("moved_before_birth", message, _MOVE, _BIRTH, person=person, remedy=remedy)


def _moved_long_ago(subject: Subject) -> Iterator[Finding]:
    moved = subject.days(_MOVE)
    if moved is not None and moved.latest < subject.today - LONG_AGO:
        message = say("引越しの日が1年以上前（{date}）です。", date=_day(moved.latest))
        remedy = say("年をまちがえていないか、確かめてください。")
        yield ask("moved_long_ago", message, _MOVE, remedy=remedy)


def _day(day: date) -> str:
    return format_wareki(day) if spoken().is_source else say_date(day)
