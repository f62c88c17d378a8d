"""What is recorded, accepting, what came of it, and who may."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils.html import escape
from tests.integration.surfaces.staff_web.counter.steps import (
    HERE,
    NEIGHBOUR,
    accept,
    text_of,
    version_in,
    visits,
)
from tests.integration.surfaces.staff_web.counter.test_counter_register import load

from madoguchi.core import clock, tenancy
from madoguchi.engines.cases.api import Case, CaseEvent
from madoguchi.engines.forms.api import DEADLINE_PASSED
from madoguchi.engines.residents.api import NewResident
from madoguchi.journeys.counter_visit.api import VisitState

pytestmark = pytest.mark.django_db


def test_nothing_can_be_accepted_before_identity_and_the_page_says_so(clerk: Client, visit: str) -> None:
    page = text_of(clerk.get(visit))
    assert 'aria-disabled="true"' in page
    assert "本人確認の方法を記録してください" in page
    refused = clerk.post(f"{visit}accept/", {"version": version_in(page)}, follow=True)
    assert "まだ受理できません" in text_of(refused)
    assert visits()[0].state == VisitState.OPEN


def test_accepting_shows_cases_by_desk_papers_and_handover(clerk: Client, visit: str) -> None:
    done = accept(clerk, visit)
    page = text_of(done)
    assert "届出を受理しました" in page
    for expected in (
        "高齢福祉課",
        "国保年金課",
        "この窓口で受付済み",
        "案内票を印刷",
        "引き渡し待ち",
        "次の人",
    ):
        assert expected in page
    with tenancy.municipality(HERE):
        assert Case.objects.count() == done.context["cases"]


def test_where_nothing_is_handed_over_nobody_is_told_to_wait_for_it(
    clerk: Client, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.surfaces.staff_web.counter.views.visit.records", lambda *_, **__: [])
    page = text_of(accept(clerk, visit))
    assert "いま引き渡すものはありません" in page
    assert "届くまで自動で繰り返します" not in page


def test_what_was_talked_about_reaches_every_desk_under_the_clerks_name(clerk: Client, visit: str) -> None:
    clerk.post(f"{visit}consultation/", {"consultation": "母の物忘れのことも心配している。\x00"})
    assert "母の物忘れのことも心配している。" in text_of(clerk.get(visit))
    accept(clerk, visit)
    with tenancy.municipality(HERE):
        notes = CaseEvent.objects.filter(step="noted")
        assert notes.count() == Case.objects.count() > 1
        assert {one.note for one in notes} == {"窓口での相談：母の物忘れのことも心配している。"}
        assert {one.actor_id for one in notes} == {visits()[0].accepted_by}
    assert clerk.post(f"{visit}consultation/", {"consultation": "あとから"}).status_code != 200


def test_a_visit_that_is_cancelled_keeps_no_word_of_the_talk(clerk: Client, visit: str) -> None:
    clerk.post(f"{visit}consultation/", {"consultation": "母の物忘れのこと"})
    clerk.post(f"{visit}cancel/")
    assert visits()[0].consultation == ""


def test_there_is_no_mandate_to_print_where_nobody_acts_for_somebody(clerk: Client, visit: str) -> None:
    assert clerk.get(f"{visit}papers/to-sign/").status_code == 404


def test_only_counters_that_the_household_really_goes_to_are_marked_with_what_for(
    clerk: Client, visit: str
) -> None:
    with clock.fixed(date(2026, 3, 19)):
        done = accept(clerk, visit)
    page = text_of(done)
    assert "5 → 2か所" in page
    assert page.count("このあと案内</span>") == 1
    assert "予防接種の予診票（母子健康手帳を見て、足りない予診票をお渡しします。）" in page
    assert [stop.desk.role for stop in done.context["walk"].stops if stop.remains] == ["health_center"]


def test_accepting_twice_makes_one_set_of_cases_and_says_so(clerk: Client, visit: str, staff: Any) -> None:
    second = staff("counter_clerk", name="second")
    first_page = accept(clerk, visit)
    again = second.post(f"{visit}accept/", {"version": "1"}, follow=True)
    assert "もう受理されていました" in text_of(again)
    with tenancy.municipality(HERE):
        assert Case.objects.count() == first_page.context["cases"]


def test_what_somebody_else_changed_must_be_looked_at_before_accepting(clerk: Client, visit: str) -> None:
    clerk.post(f"{visit}identity/", {"method": "passport"})
    seen = version_in(text_of(clerk.get(visit)))
    clerk.post(f"{visit}item/contact.phone/", {"contact-phone": "0242-00-0001"})
    refused = clerk.post(f"{visit}accept/", {"version": seen}, follow=True)
    assert "ほかの職員がこの受付を先に変えました" in text_of(refused)
    assert visits()[0].state == VisitState.OPEN


def test_a_check_is_ticked_off_with_a_note_and_taken_back(clerk: Client, visit: str) -> None:
    clerk.post(f"{visit}people/4/remove/", {"version": version_in(text_of(clerk.get(visit)))})
    clerk.post(f"{visit}item/move.date/", {"move-date": "2026-02-01"})
    response = clerk.get(visit)
    asks = [one for one in response.context["visit"].cards if not one.first.check.must]
    assert asks
    finding = asks[0].first.check.id
    clerk.post(f"{visit}check/", {"finding": finding, "note": "入院していた"})
    after = clerk.get(visit).context["visit"]
    assert [one.check.note for one in after.asked] == ["入院していた"]
    clerk.post(f"{visit}check/", {"finding": finding, "undo": "1"})
    assert not clerk.get(visit).context["visit"].asked


def test_the_same_finding_of_many_people_is_one_card_and_one_click(clerk: Client, visit: str) -> None:
    names = ["会津 十三蔵", "会津 恵美子", "会津 葵", "会津 紬", "会津 トメ"]
    (kept,) = visits()
    born = [date.fromisoformat(one["person.birth_date"]) for one in kept.answers["members"]]
    people = tuple(
        NewResident(uuid4(), f"000000001{n}", *name.split(" "), "アイヅ", "カナ", day, "male", "child")
        for n, (name, day) in enumerate(zip(names, born, strict=True))
    )
    load(*people)
    page = clerk.get(visit)
    (card,) = [
        one for one in page.context["visit"].cards if one.first.check.finding.code == "already_resident"
    ]
    assert len(card.all) == 5
    assert "5件とも確かめた" in text_of(page)
    clerk.post(f"{visit}check/", {"finding": [one.check.id for one in card.all], "note": "別の方"})
    after = clerk.get(visit).context["visit"]
    assert len([one for one in after.asked if one.check.note == "別の方"]) == 5
    assert after.check_count == page.context["visit"].check_count - 5


def test_one_late_day_is_asked_about_once_and_every_deadline_is_ticked_off_by_itself(
    clerk: Client, visit: str
) -> None:
    clerk.post(f"{visit}item/move.date/", {"move-date": "2026-02-01"})
    page = clerk.get(visit)
    (card,) = [one for one in page.context["visit"].cards if one.first.check.finding.code == DEADLINE_PASSED]
    assert len(card.all) > 2
    assert len(card.consequences) > 1
    text = text_of(page)
    assert card.title in text
    for expected in (
        *(one.remedy for one in card.consequences),
        *(one.check.finding.message for one in card.all),
    ):
        assert escape(expected) in text
    first, *others = [one.check.id for one in card.all]
    clerk.post(f"{visit}check/", {"finding": first})
    (left,) = [
        one
        for one in clerk.get(visit).context["visit"].cards
        if one.first.check.finding.code == DEADLINE_PASSED
    ]
    assert [one.check.id for one in left.all] == others
    clerk.post(f"{visit}check/", {"finding": others, "note": "入院していた"})
    assert visits()[0].acknowledged == {first: "確かめた", **dict.fromkeys(others, "入院していた")}


def test_a_procedure_can_be_left_for_another_day(clerk: Client, visit: str) -> None:
    offered = [one.key for one in clerk.get(visit).context["visit"].procedures]
    clerk.post(f"{visit}procedures/", {"offered": offered, "procedure": offered[:1]})
    assert visits()[0].chosen == offered[:1]
    clerk.post(f"{visit}procedures/", {"offered": offered, "procedure": offered})
    assert visits()[0].chosen is None


def test_an_unknown_way_to_check_identity_is_refused(clerk: Client, visit: str) -> None:
    page = text_of(clerk.post(f"{visit}identity/", {"method": "face"}, follow=True))
    assert "一覧から選んでください" in page
    assert visits()[0].identity_method == ""


def test_the_visitor_signs_what_stands_in_large_type(clerk: Client, visit: str) -> None:
    page = text_of(clerk.get(f"{visit}sign/"))
    assert "届け出る内容をお確かめください" in page
    assert "転入届" in page
    drawn = clerk.post(f"{visit}sign/", {"strokes": "[[[0.1,0.2],[0.3,0.4]]]"})
    assert drawn.status_code == 303
    assert visits()[0].signature == [[[0.1, 0.2], [0.3, 0.4]]]
    clerk.post(f"{visit}sign/", {"remove": "1"})
    assert visits()[0].signature is None
    clerk.post(f"{visit}sign/", {"on_paper": "1"})
    assert visits()[0].prints_for_signing


@pytest.mark.parametrize(
    "strokes", ["", "[]", "nonsense", "[[[2,0],[0,0]]]", "[" * 5000, '{"a": 1}', "[[[NaN,0],[0,1]]]"]
)
def test_a_drawing_that_is_none_is_refused(clerk: Client, visit: str, strokes: str) -> None:
    response = clerk.post(f"{visit}sign/", {"strokes": strokes})
    assert response.status_code == 422
    assert "署名を読み取れませんでした" in text_of(response)


def test_papers_can_be_looked_at_before_and_are_kept_after(clerk: Client, visit: str) -> None:
    for address in (f"{visit}papers/", f"{visit}papers/1/"):
        paper = clerk.get(address)
        assert paper["Content-Type"] == "application/pdf"
        assert paper["Cache-Control"] == "no-store"
        assert paper["Content-Disposition"].startswith("inline")
        assert paper.content.startswith(b"%PDF")
    assert clerk.get(f"{visit}papers/99/").status_code == 404
    done = accept(clerk, visit)
    for one in [done.context["slip"], *done.context["papers"]]:
        assert clerk.get(f"/{HERE}/papers/{one.uuid}/").content == bytes(one.pdf)
    assert clerk.get(f"{visit}papers/").content.startswith(b"%PDF")


def test_a_cancelled_visit_keeps_no_answer_and_says_what_now(clerk: Client, visit: str, code: str) -> None:
    page = text_of(clerk.post(f"{visit}cancel/", follow=True))
    assert "取りやめました" in page
    assert "十三蔵" not in page
    assert visits()[0].answers == {}
    assert "もう終わっています" not in text_of(
        clerk.post(f"/{HERE}/counter/scan/", {"scanned": code}, follow=True)
    )


def test_a_closed_visit_is_not_changed_any_more(clerk: Client, visit: str) -> None:
    accept(clerk, visit)
    late = clerk.post(f"{visit}item/contact.phone/", {"contact-phone": "0242-00-0001"}, follow=True)
    assert "もう終わっています" in text_of(late)


def test_the_neighbour_finds_nothing(staff: Any, visit: str) -> None:
    neighbour = staff("counter_clerk", code=NEIGHBOUR)
    theirs = visit.replace(HERE, NEIGHBOUR)
    assert neighbour.get(visit).status_code == 403
    assert neighbour.get(theirs).status_code == 404
    for action in ("accept/", "cancel/", "identity/", "people/", "sign/", "question/"):
        assert neighbour.post(theirs + action, {"version": "1"}).status_code == 404
    assert visits()[0].state == VisitState.OPEN


@pytest.mark.parametrize("role", ["auditor", "administrator", "desk_officer"])
def test_who_does_not_work_at_the_counter_opens_nothing_there(staff: Any, visit: str, role: str) -> None:
    other = staff(role)
    assert other.get(f"/{HERE}/counter/").status_code == 403
    assert other.get(visit).status_code == 403
    assert other.post(f"{visit}accept/", {"version": "1"}).status_code == 403


def test_a_visit_that_never_was_is_not_found(clerk: Client) -> None:
    assert clerk.get(f"/{HERE}/visits/{UUID(int=5)}/").status_code == 404
