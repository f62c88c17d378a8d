"""What was not needed: a quiet link at the end of the plan, and a page that says why."""

from __future__ import annotations

from tests.integration.surfaces.resident_web.visitor import HERE, START, Visitor

PAGE = f"{START}plan/not-needed/"


def to_the_plan(visitor: Visitor) -> None:
    visitor.to_the_people()
    visitor.tell_the_people(("head", "1990年1月1日"))
    visitor.answer_the_rest()


def test_the_plan_leads_to_what_was_not_needed_and_paper_does_not(visitor: Visitor) -> None:
    visitor.to_the_people()
    assert PAGE not in visitor.go(f"{START}plan/"), "the answers are not all there"
    visitor.tell_the_people(("head", "1990年1月1日"))
    visitor.answer_the_rest()
    plan = visitor.go(f"{START}plan/")
    assert f'<p class="onward no-print"><a href="{PAGE}">必要がなかった手続き' in plan
    assert "必要ありません。" not in plan


def test_every_reason_is_a_sentence_beside_procedures_that_lead_to_their_pages(visitor: Visitor) -> None:
    to_the_plan(visitor)
    page = visitor.go(PAGE)
    assert visitor.status == 200
    assert f'<a href="/{HERE}/procedures/dog_registration_change/">犬の登録の変更</a>' in page
    assert "<p>犬を飼っていないため、必要ありません。</p>" in page
    assert f'<a href="/{HERE}/procedures/move_in_notification/">' not in page
    assert f'href="{START}plan/"' in page
    assert "ここまでの回答を見る・直す" in page


def test_without_answers_there_is_nothing_to_tell(visitor: Visitor) -> None:
    visitor.go(PAGE)
    assert visitor.status == 410
