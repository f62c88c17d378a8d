"""Rules about the household: one head, one spouse, generations in order, nobody twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from madoguchi.core.languages import say, say_list, spoken, translatable
from madoguchi.engines.forms.domain.checks.subject import Interval, Subject
from madoguchi.engines.forms.domain.findings import Finding, ask, must
from madoguchi.lib.japanese.kanji import search_key

MANY_MEMBERS = 15
"""From here on the clerk asks: a real household of this size is rare, a mistake in the list is not."""

MARRIAGE_AGE = 18  # 民法第731条

_RELATION = "person.relation"
_BIRTH = "person.birth_date"
_YOUNGER_GENERATION = {"child": translatable("子"), "grandchild": translatable("孫")}
_OLDER_GENERATION = {"parent": translatable("父母"), "grandparent": translatable("祖父母")}


def family(subject: Subject) -> Iterator[Finding]:
    """All rules of this file."""
    if not subject.facts.members:
        return
    yield from _head(subject)
    yield from _spouse(subject)
    yield from _generations(subject)
    yield from _nobody_twice(subject)
    yield from _applicant(subject)
    yield from _size(subject)


def _head(subject: Subject) -> Iterator[Finding]:
    heads = subject.with_relation("head")
    joins = subject.text("household.joining") == "join"
    if len(heads) > 1 and subject.facts.may_live_apart():
        return
    if len(heads) > 1:
        names = say_list(subject.called(person) for person in heads)
        message = say(
            "世帯主が{count}人になっています（{people}）。世帯主は1人です。", count=len(heads), people=names
        )
        yield must(
            "two_heads",
            message,
            _RELATION,
            remedy=say(
                "世帯主を1人だけ残し、ほかの方の続柄を、世帯主から見た続柄（夫・妻、子など）に直してください。"
            ),
        )
    elif not heads and subject.is_complete_on(_RELATION):
        yield from _no_head(subject, joins=joins)
    if len(heads) == 1 and joins:
        who = subject.called(heads[0])
        message = say(
            "「すでに住んでいる人の世帯に入る」とありますが、{person}が世帯主になっています。", person=who
        )
        remedy = say("入る先の世帯主から見た続柄かどうか、確かめてください。")
        yield ask(
            "head_moves_into_household",
            message,
            _RELATION,
            "household.joining",
            person=heads[0],
            remedy=remedy,
        )


def _no_head(subject: Subject, *, joins: bool) -> Iterator[Finding]:
    # Who does not move keeps the head that the register knows; not everybody of a household is listed then.
    if subject.text("household.head_name") or subject.text("move.kind") == "none":
        return
    # Whoever leaves a household, or only changes one, may leave its head behind.
    if joins or subject.text("move.kind") in ("move_out", "household_change"):
        message = say("世帯主の氏名が入力されていません。入力された方の中に、世帯主がいません。")
        remedy = say("世帯主の氏名を入力してください。")
        yield must("no_head_name", message, "household.head_name", remedy=remedy)
        return
    message = say("世帯主がいません。")
    remedy = say(
        "どなたか1人の続柄を「世帯主」にするか、いまの世帯に入るときは、その世帯主の氏名を入力してください。"
    )
    yield must("no_head", message, _RELATION, "household.head_name", remedy=remedy)


def _spouse(subject: Subject) -> Iterator[Finding]:
    spouses = subject.with_relation("spouse")
    if len(spouses) > 1 and not subject.facts.may_live_apart():
        names = say_list(subject.called(person) for person in spouses)
        message = say(
            "世帯主の夫・妻が{count}人になっています（{people}）。", count=len(spouses), people=names
        )
        yield must(
            "two_spouses",
            message,
            _RELATION,
            remedy=say("続柄を確かめてください。続柄は、世帯主から見たものです。"),
        )
    for person in spouses:
        birth = subject.birth(person)
        if birth and _years_between(birth, Interval(subject.today, subject.today))[1] < MARRIAGE_AGE:
            message = say(
                "{person}は{age}歳になっていませんが、続柄が「夫・妻」です。",
                person=subject.called(person),
                age=MARRIAGE_AGE,
            )
            remedy = say("続柄と生年月日を確かめてください。")
            yield ask("spouse_under_age", message, _RELATION, _BIRTH, person=person, remedy=remedy)


def _generations(subject: Subject) -> Iterator[Finding]:
    heads = subject.with_relation("head")
    head_birth = subject.birth(heads[0]) if len(heads) == 1 else None
    if head_birth is None:
        return
    # A stepchild or a parent-in-law belongs to the spouse's generation order, not to the head's.
    spouse_births = [birth for person in subject.with_relation("spouse") if (birth := subject.birth(person))]
    for person in subject.facts.persons():
        relation, birth = subject.relation(person), subject.birth(person)
        if relation is None or birth is None:
            continue
        if relation in _YOUNGER_GENERATION and birth.latest <= head_birth.earliest:
            possible = any(birth.latest > spouse.earliest for spouse in spouse_births)
            yield _wrong_order(subject, person, _YOUNGER_GENERATION[relation], older=True, possible=possible)
        if relation in _OLDER_GENERATION and birth.earliest >= head_birth.latest:
            possible = any(birth.earliest < spouse.latest for spouse in spouse_births)
            yield _wrong_order(subject, person, _OLDER_GENERATION[relation], older=False, possible=possible)


def _wrong_order(subject: Subject, person: int, relation: str, *, older: bool, possible: bool) -> Finding:
    who, what = subject.called(person), spoken().say(relation)
    if older:
        code = "child_older_than_parent"
        message = say(
            "{person}の続柄は「{relation}」ですが、世帯主より年上になっています。", person=who, relation=what
        )
    else:
        code = "parent_younger_than_child"
        message = say(
            "{person}の続柄は「{relation}」ですが、世帯主より年下になっています。", person=who, relation=what
        )
    remedy = say("世帯主から見た続柄と、お二人の生年月日を確かめてください。")
    make = ask if possible else must
    return make(code, message, _RELATION, _BIRTH, person=person, remedy=remedy)


def _nobody_twice(subject: Subject) -> Iterator[Finding]:
    persons = subject.facts.persons()
    names = {person: search_key(name) for person in persons if (name := subject.text("person.name", person))}
    for first, second in combinations(names, 2):
        if names[first] != names[second]:
            continue
        births = subject.birth(first), subject.birth(second)
        numbers = {"first": first + 1, "second": second + 1}
        if births[0] is not None and births[0] == births[1]:
            message = say(
                "{first}人目と{second}人目は、氏名と生年月日が同じです。同じ方が2回入力されています。",
                **numbers,
            )
            remedy = say("どちらか一方を消してください。別の方のときは、氏名か生年月日を直してください。")
            yield must("person_twice", message, "person.name", _BIRTH, person=second, remedy=remedy)
        else:
            message = say("{first}人目と{second}人目は、氏名が同じです。", **numbers)
            remedy = say("同じ方が2回入力されていないか、確かめてください。")
            yield ask("same_name_twice", message, "person.name", person=second, remedy=remedy)


def _applicant(subject: Subject) -> Iterator[Finding]:
    applicants = [person for person in subject.facts.persons() if subject.flag("person.is_applicant", person)]
    if len(applicants) > 1:
        names = say_list(subject.called(person) for person in applicants)
        message = say(
            "届け出る人が{count}人になっています（{people}）。", count=len(applicants), people=names
        )
        remedy = say("窓口で届け出る方を1人にしてください。")
        yield must("two_applicants", message, "person.is_applicant", remedy=remedy)


def _size(subject: Subject) -> Iterator[Finding]:
    size = len(subject.facts.persons())
    if size >= MANY_MEMBERS:
        message = say("{count}人の世帯として入力されています。", count=size)
        remedy = say("全員が同じ世帯かどうか、人数を確かめてください。施設や寮の方は、お一人ずつの世帯です。")
        yield ask("many_members", message, "members", remedy=remedy)


def _years_between(birth: Interval, on: Interval) -> tuple[int, int]:
    """The least and the most full years that can lie between two dates known in part."""

    def years(start: Interval, end: Interval, *, most: bool) -> int:
        first, last = (start.earliest, end.latest) if most else (start.latest, end.earliest)
        return last.year - first.year - ((last.month, last.day) < (first.month, first.day))

    return years(birth, on, most=False), years(birth, on, most=True)
