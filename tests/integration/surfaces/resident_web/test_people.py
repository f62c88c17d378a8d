"""The list of people: add and remove by buttons, nothing typed is lost."""

from __future__ import annotations

from tests.integration.surfaces.resident_web.visitor import HERE, START, Visitor, form_of

MEMBERS = f"{START}question/members/"


def _rows(visitor: Visitor) -> list[str]:
    return form_of(visitor.html).values["person"]


def _person(key: str, relation: str, birth_date: str) -> dict[str, str]:
    return {f"person-{key}-relation": relation, f"person-{key}-birth_date-year": birth_date}


def test_first_how_many_then_so_many_rows(visitor: Visitor) -> None:
    visitor.to_the_people()
    assert visitor.url == MEMBERS
    assert 'href="?people=5"' in visitor.html
    visitor.go(f"{MEMBERS}?people=5")
    assert len(_rows(visitor)) == 5
    assert "あなた" in visitor.html
    assert "5人目" in visitor.html


def test_a_bereaved_family_is_asked_in_words_of_its_own(visitor: Visitor) -> None:
    start = f"/{HERE}/bereavement/"
    visitor.go(start)
    visitor.send({"begin": "yes"})
    page = visitor.go(f"{start}question/members/")
    assert "<h1>亡くなった方のご家族のうち、手続きに関係する方は、あなたを入れて何人ですか</h1>" in page
    assert "別に住んでいる方も入れてください" in page
    page = visitor.go(f"{start}question/members/?people=2")
    assert "<h1>亡くなった方のご家族のうち、手続きに関係する方は、どなたですか" in page
    assert page.count("娘や息子は「子」") == 1
    assert "世帯主から見た続柄</" not in page


def test_a_household_of_forty_can_be_entered(visitor: Visitor) -> None:
    visitor.to_the_people()
    visitor.go(f"{MEMBERS}?people=40")
    people: dict[str, str] = {}
    for number, key in enumerate(_rows(visitor)):
        people |= _person(key, "head" if number == 0 else "cohabitant", f"昭和{number + 10}年1月1日")
    visitor.send({"save": "1"}, **people)
    assert visitor.status == 200
    assert "question/person." in visitor.url
    visitor.answer_the_rest()
    assert visitor.url.endswith("/plan/")
    assert "世帯の40人" in visitor.html


def test_more_rows_than_a_form_may_have_are_not_made(visitor: Visitor) -> None:
    visitor.to_the_people()
    for number in ("41", "999999999999", "-1", "5x", "²"):
        visitor.go(f"{MEMBERS}?people={number}")
        assert "number-choices" in visitor.html


def test_adding_a_row_keeps_what_was_typed_even_what_cannot_be_read(visitor: Visitor) -> None:
    visitor.to_the_people()
    visitor.go(f"{MEMBERS}?people=2")
    first, second = _rows(visitor)
    typed = _person(first, "head", "昭和41年4月3日") | _person(second, "spouse", "あした")
    page = visitor.send({"add": "1"}, **typed)
    assert visitor.status == 200
    assert "error-summary" not in page
    form = form_of(page)
    assert len(form.values["person"]) == 3
    assert form.values[f"person-{first}-relation"] == ["head"]
    assert form.values[f"person-{second}-birth_date-year"] == ["あした"]


def test_removing_a_row_keeps_the_others(visitor: Visitor) -> None:
    visitor.to_the_people()
    visitor.go(f"{MEMBERS}?people=3")
    first, second, third = _rows(visitor)
    typed = (
        _person(first, "head", "1966")
        | _person(second, "child", "2004年1月")
        | _person(third, "parent", "1950")
    )
    visitor.send({"remove": second}, **typed)
    assert visitor.status == 200
    assert _rows(visitor) == [first, third]
    assert form_of(visitor.html).values[f"person-{third}-relation"] == ["parent"]


def test_an_empty_list_is_asked_again(visitor: Visitor) -> None:
    visitor.to_the_people()
    visitor.go(f"{MEMBERS}?people=2")
    page = visitor.send({"save": "1"})
    assert visitor.status == 422
    assert "一人も入力されていません" in page
    assert len(_rows(visitor)) == 2


def test_a_wrong_birth_date_says_whose_and_stays(visitor: Visitor) -> None:
    visitor.to_the_people()
    visitor.go(f"{MEMBERS}?people=2")
    first, second = _rows(visitor)
    page = visitor.send(
        {"save": "1"},
        **_person(first, "head", "昭和41年4月3日"),
        **_person(second, "child", "平成21年2月30日"),
    )
    assert visitor.status == 422
    assert f'href="#person-{second}-birth_date-year"' in page
    assert form_of(page).values[f"person-{second}-birth_date-year"] == ["平成21年2月30日"]


def test_pressing_twice_adds_nobody_twice(visitor: Visitor) -> None:
    visitor.to_the_people()
    visitor.go(f"{MEMBERS}?people=2")
    first, second = _rows(visitor)
    values = form_of(visitor.html).values
    people = _person(first, "head", "1966年4月3日") | _person(second, "spouse", "1970年6月1日")
    for _ in range(2):
        visitor.post(MEMBERS, values | people | {"save": "1"})
    visitor.go(MEMBERS)
    assert len(_rows(visitor)) == 2
