"""What is left to do at the counter, as cards."""

from __future__ import annotations

from datetime import date

from madoguchi.core.packs import Severity
from madoguchi.engines.forms.api import DEADLINE_PASSED, Finding
from madoguchi.journeys.counter_visit.api import Check
from madoguchi.surfaces.staff_web.counter.presentation.checklist import CheckView, check_cards

MOVED, MARRIED = date(2026, 10, 5), date(2026, 9, 1)
LATER = "理由をうかがいます。"


def late(procedure: str, remedy: str = LATER, *, since: date = MOVED, person: int | None = None) -> CheckView:
    message = f"{procedure}の期限は過ぎました。"
    finding = Finding(
        Severity.ASK, DEADLINE_PASSED, message, (), person, procedure, remedy, counted_from=since
    )
    return CheckView(Check(f"{procedure}:{person}", finding), "", "", procedure=procedure)


def asked(code: str, person: int | None = None) -> CheckView:
    return CheckView(Check(f"{code}:{person}", Finding(Severity.ASK, code, code, person=person)), "", "")


def test_all_deadlines_of_one_late_day_are_one_card_with_every_finding() -> None:
    found = [late("転入届"), late("国民健康保険", person=0), late("国民健康保険", person=1), late("児童手当")]
    (card,) = check_cards(found)
    assert card.title == "2026年10月5日から数える期限を過ぎたものが、4件あります。"
    assert list(card.all) == found


def test_what_follows_is_said_once_with_the_procedures_of_which_it_is_true() -> None:
    paid_later = "手当は、申請した月の次の月からです。"
    found = [late("転入届"), late("児童手当", paid_later), late("国民健康保険"), late("転入届", person=1)]
    (card,) = check_cards(found)
    assert [(one.procedures, one.remedy) for one in card.consequences] == [
        (("転入届", "国民健康保険"), LATER),
        (("児童手当",), paid_later),
    ]


def test_deadlines_that_ran_from_different_days_are_asked_about_apart() -> None:
    cards = check_cards([late("転入届"), late("児童手当"), late("氏名の変更", since=MARRIED)])
    assert [len(card.all) for card in cards] == [2, 1]


def test_a_single_late_procedure_speaks_for_itself() -> None:
    (card,) = check_cards([late("転入届")])
    assert (card.title, card.consequences, card.others) == ("", (), ())


def test_other_findings_are_joined_from_four_people_on() -> None:
    three, four = ([asked(code, person) for person in range(n)] for code, n in (("a", 3), ("b", 4)))
    assert [len(card.all) for card in check_cards([*three, *four, late("転入届")])] == [1, 1, 1, 4, 1]
