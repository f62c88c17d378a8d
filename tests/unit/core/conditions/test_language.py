"""What the language means, what it refuses, and what it says instead."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.core.conditions import UNKNOWN, ConditionError, Kind, Scope, compile_expression
from madoguchi.core.vocabulary import Facts, Item, ItemType, PartialDate, Vocabulary
from madoguchi_testing.conditions import TODAY, VOCABULARY


def facts(members: Any = (), **case: Any) -> Facts:
    return Facts({f"case.{key}": value for key, value in case.items()}, members, TODAY)


def evaluate(source: str, given: Facts, person: int | None = None, kind: Kind = Kind.BOOLEAN) -> Any:
    scope = Scope.CASE if person is None else Scope.PERSON
    return compile_expression(source, VOCABULARY, scope=scope, expects=kind).evaluate(given, person)


def refusal(source: str, scope: Scope = Scope.CASE) -> ConditionError:
    with pytest.raises(ConditionError) as caught:
        compile_expression(source, VOCABULARY, scope=scope)
    return caught.value


# --- meaning ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("case.flag and case.other_flag", UNKNOWN),
        ("case.flag and false", False),
        ("case.flag or true", True),
        ("not case.flag", UNKNOWN),
        ("known(case.flag)", False),
        ("case.flag == case.flag", UNKNOWN),
        ('any(members, relation == "child")', UNKNOWN),
    ],
)
def test_what_was_not_answered_is_unknown_as_kleene_has_it(source: str, value: Any) -> None:
    assert evaluate(source, facts(members=None)) is value


def test_any_is_true_as_soon_as_one_is_true() -> None:
    family = ({"person.relation": "child"}, {})
    assert evaluate('any(members, relation == "child")', facts(family)) is True
    assert evaluate('any(members, relation == "parent")', facts(family)) is UNKNOWN
    assert evaluate('all(members, relation == "parent")', facts(family)) is False


def test_a_household_without_members_has_none_and_all() -> None:
    assert evaluate("any(members, flag)", facts(())) is False
    assert evaluate("all(members, flag)", facts(())) is True
    assert evaluate("count(members)", facts(()), kind=Kind.NUMBER) == 0
    assert evaluate("max(members, level)", facts(()), kind=Kind.NUMBER) is UNKNOWN


def test_a_count_with_holes_decides_when_the_holes_cannot_matter() -> None:
    family = ({"person.flag": True}, {}, {"person.flag": True})
    assert evaluate("count(members, flag) >= 2", facts(family)) is True
    assert evaluate("count(members, flag) >= 4", facts(family)) is False
    assert evaluate("count(members, flag) >= 3", facts(family)) is UNKNOWN


@pytest.mark.parametrize(
    ("born", "source", "value"),
    [
        (PartialDate(1943), "person.age >= 75", True),
        (PartialDate(1951), "person.age >= 75", UNKNOWN),
        (PartialDate(1951, 2), "person.age >= 75", True),
        (PartialDate(1951, 4), "person.age >= 75", False),
        (PartialDate(1943), "known(person.birth_date)", False),
        (PartialDate(1943), 'person.birth_date < date("1944-01-01")', True),
        (PartialDate(1943), 'person.birth_date == date("1942-12-31")', False),
        (PartialDate(1943), "person.age in [81, 90]", False),
        (PartialDate(1943), "person.age in [82, 83]", UNKNOWN),
    ],
)
def test_a_partly_known_date_decides_what_holds_for_the_whole_of_it(
    born: PartialDate, source: str, value: Any
) -> None:
    assert evaluate(source, facts(({"person.birth_date": born},)), 0) is value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('date("2026-01-31") + months(1)', date(2026, 2, 28)),
        ('date("2024-02-29") + years(1)', date(2025, 2, 28)),
        ('date("2026-03-11") + days(14)', date(2026, 3, 25)),
        ('date("2026-03-11") - months(3)', date(2025, 12, 11)),
        ('next_working_day(date("2026-05-02"))', date(2026, 5, 7)),
        ('next_working_day(date("2026-12-29"))', date(2027, 1, 4)),
        ('next_working_day(date("2026-03-25"))', date(2026, 3, 25)),
        ('min(date("2026-03-25"), date("2026-03-11"))', date(2026, 3, 11)),
        ('date("9999-12-31") + days(1)', None),
    ],
)
def test_dates_are_counted_as_the_civil_code_has_it(source: str, value: date | None) -> None:
    if value is None:
        assert refusal(f"({source}) == today").remedy
        return
    assert evaluate(source, facts(), kind=Kind.DATE) == value


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2026, 1, 1), 2025)]
)
def test_the_fiscal_year_begins_in_april(day: date, year: int) -> None:
    assert evaluate("fiscal_year(case.day)", facts(day=day), kind=Kind.NUMBER) == year


@pytest.mark.parametrize(
    ("on", "age"),
    [(date(2026, 2, 11), 75), (date(2026, 2, 12), 76), (date(2026, 2, 13), 76)],
)
def test_a_year_is_added_on_the_birthday(on: date, age: int) -> None:
    family = ({"person.birth_date": date(1950, 2, 12)},)
    given = Facts({"case.day": on}, family, TODAY)
    assert evaluate("age(person.birth_date, on=case.day)", given, 0, Kind.NUMBER) == age


def test_periods_overlap_on_a_single_common_day() -> None:
    source = 'overlaps(case.day, case.until, date("2026-03-31"), date("2026-04-30"))'
    assert evaluate(source, facts(day=date(2026, 3, 1), until=date(2026, 3, 31))) is True
    assert evaluate(source, facts(day=date(2026, 3, 1), until=date(2026, 3, 30))) is False


def test_the_short_forms_ask_all_members() -> None:
    family = ({"person.relation": "child", "person.flag": False},)
    assert evaluate('household.has_resident("child")', facts(family)) is True
    assert evaluate('household.has("flag")', facts(family)) is False


def test_depends_on_names_base_items_only() -> None:
    expression = compile_expression("person.age >= 75 and case.has_child", VOCABULARY, scope=Scope.PERSON)
    assert expression.depends_on == {"person.birth_date", "person.relation", "members"}


def test_an_expression_about_a_person_needs_a_person() -> None:
    expression = compile_expression("person.flag", VOCABULARY, scope=Scope.PERSON)
    with pytest.raises(ValueError, match="needs the index"):
        expression.evaluate(facts(({},)))
    with pytest.raises(IndexError):
        expression.evaluate(facts(({},)), 1)


# --- refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "message", "remedy"),
    [
        ("case.flga", "「case.flga」という項目は語彙にありません", "「case.flag」ではありませんか"),
        ('case.kind == "d"', "「case.kind」の選択肢にありません", "a、b、c"),
        ('case.kind in ["a", "d"]', "選択肢にありません", "a、b、c"),
        ('any(members, relation == "chlid")', "「person.relation」の選択肢", "「child」ではありませんか"),
        ("person.age >= 75", "一人ひとりの項目", "any(members, age"),
        ("any(members, person.age >= 75)", "person. を付けません", "「age」と書いてください"),
        ("case.day < 3", "日付と数は比べられません", "age(日付)"),
        ('case.day < "2026-04-01"', "日付と文字は比べられません", 'date("2026-04-01")'),
        ("case.day + 14 < today", "日付に数は足せません", "days(14)"),
        ('case.kind < "b"', "大小がありません", "=="),
        ("case.count", "はい・いいえ", "=="),
        ("case.count and case.flag", "はい・いいえ", ""),
        ("case.flag = true", "「=」では比べられません", "=="),
        ("case.flag && true", "「&&」は使えません", "and"),
        ("case.flag is true", "is は使えません", "=="),
        ("case.count == None", "None は使えません", "known"),
        ("case.count == 1.5", "小数は使えません", "整数"),
        ("case.count / 2 == 1", "この計算は使えません", "+ - *"),
        ("case.count ** 9 == 1", "この計算は使えません", "+ - *"),
        ("case.amount * case.count == 0", "掛け算は", ""),
        ("agee(case.day) == 3", "「agee」という関数はありません", "「age」ではありませんか"),
        ("age(case.day, case.until) == 3", "値の数が違います", "on="),
        ("any(members, any(members, flag))", "もう一度 members は使えません", "二つに分けて"),
        ("days(14) == 14", "単独では使えません", "日付 + days(14)"),
        ("case.day + days(case.count) < today", "数をそのまま書きます", "days(14)"),
        ("case.day + days(9999999) < today", "0 から", ""),
        ('date("2026-02-30") < today', "日付として読めません", "2026-04-01"),
        ('household.has("relation")', "はい・いいえ の項目ではありません", "any"),
        ('household.has_resident("uncle")', "選択肢にありません", "child"),
        ("case.flag if case.flag else 3", "種類が違います", "そろえて"),
        ("（case.flag)", "全角の「（」", "半角の ("),
        ("", "式が空です", "true"),
        ('case.note == "い', "閉じていません", ""),
        ("(case.flag", "かっこが閉じていません", ""),
    ],
)
def test_a_mistake_is_told_with_what_to_write_instead(source: str, message: str, remedy: str) -> None:
    error = refusal(source)
    assert message in error.message
    assert remedy in error.remedy


@pytest.mark.parametrize(
    "source",
    [
        '__import__("os").system("true")',
        "case.__class__ == 1",
        "case.flag.__class__.__mro__ == 1",
        "().__class__.__bases__[0].__subclasses__() == 1",
        "(lambda: true)()",
        'f"{case.flag}" == "a"',
        "(x := true)",
        "[x for x in members] == 1",
        "any(x for x in members)",
        "eval('1') == 1",
        'getattr(case, "flag")',
        "print(*members)",
        "age(case.day, **case)",
        "case['flag']",
        "{1: 2} == 1",
        "(yield case.flag)",
        "await case.flag",
        "...",
        'b"a" == "a"',
        '"%s" % case.note == "a"',
        '"{0.__class__}".format(case.note) == "a"',
        "case.flag; import os",
        "case.flag) or (true",
        "case.flag # or true",
        "case.flag \\\n or true",
        '"\\N{DIGIT ONE}" == "1"',
        "case.flag\x00",
        "(" * 500 + "case.flag" + ")" * 500,
        "(" * 60 + "case.flag" + ")" * 60,
        "not " * 400 + "case.flag",
        "-" * 1900 + "1 == 1",
        "case" + ".a" * 900,
        "case.count == " + "9" * 1900,
        "case.note == '" + "あ" * 1900 + "'",
        "case.flag or " * 200 + "true",
        " or ".join(["case.count == 1"] * 125),
        "case.flag " * 10_000,
        "members",
        "household",
        "household.has",
        "today.year == 2026",
        "true.real == 1",
        "any",
        "case",
        "ｃase.flag",
        "case.flag\u202e",
    ],
)
def test_malicious_and_monstrous_expressions_are_refused_with_a_message(source: str) -> None:
    error = refusal(source)
    assert error.message
    assert len(str(error)) < 400
    assert error.line >= 1
    assert error.column >= 1


def test_the_place_counts_characters_from_one_over_several_lines() -> None:
    error = refusal('case.note == "日本" and\n  case.kidn == "a"')
    assert (error.line, error.column) == (2, 3)
    error = refusal('case.note == "日本語" and case.kidn == "a"')
    assert (error.line, error.column) == (1, 24)


def test_a_derived_item_that_comes_back_to_itself_is_refused() -> None:
    circle = Vocabulary(
        [
            Item(key="case.a", type=ItemType.BOOLEAN, label="あ", derived="case.b"),
            Item(key="case.b", type=ItemType.BOOLEAN, label="い", derived="not case.a"),
        ]
    )
    with pytest.raises(ConditionError, match="自分自身に戻って"):
        compile_expression("case.a", circle, scope=Scope.CASE)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="()[]. =<>\"'anymebrscflgkid0123#\\:\n", max_size=60))
def test_no_text_makes_anything_but_an_expression_or_a_message(source: str) -> None:
    with contextlib.suppress(ConditionError):
        compile_expression(source, VOCABULARY, scope=Scope.CASE)
