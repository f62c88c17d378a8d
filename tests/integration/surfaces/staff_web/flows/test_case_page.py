"""The page of a case that has a flow: its steps, and their buttons."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, SignedIn
from tests.integration.surfaces.staff_web.flows.samples import (
    REGISTER,
    case_now,
    finish,
    open_steps,
    opened,
)
from tests.integration.surfaces.staff_web.samples import furnish

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.approvals.api import Document, State
from madoguchi.engines.cases.api import Case, Channel, Status
from madoguchi.engines.flows.api import FinishTask, FlowRun, FlowTask, TaskResult

PACK = Path(__file__).resolve().parents[5] / "packs/common"


@pytest.fixture
def officer(signed_in: SignedIn) -> Client:
    return signed_in("desk_officer", desks=(REGISTER,))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def page_of(client: Client, case: Case) -> str:
    return text_of(client.get(f"/{HERE}/cases/{case.uuid}/"))


def actions_of(client: Client, case: Case) -> str:
    page = page_of(client, case)
    return page[page.index("case-actions") : page.index("</main>")]


def post(client: Client, case: Case, step: str, verb: str, **written: str) -> Any:
    return client.post(address(case, step, verb), written, follow=True)


def address(case: Case, step: str, verb: str) -> str:
    return f"/{HERE}/cases/{case.uuid}/tasks/{open_steps(case)[step].uuid}/{verb}/"


def test_the_page_tells_the_open_step_its_guide_and_the_items_it_is_about(officer: Client) -> None:
    case = opened()
    assert "いま開いている手順" in page_of(officer, case)
    actions = actions_of(officer, case)
    assert "方書までそろった住所になっているか" in actions
    assert "門田町大字飯寺字村西" in actions


def test_the_heading_calls_what_came_as_its_flow_does(officer: Client) -> None:
    assert "届出の内容" in page_of(officer, opened())
    assert "請求の内容" in page_of(officer, opened("seal_registration"))


def test_a_step_of_a_person_that_the_platform_ended_says_so_in_words_and_on_the_picture(
    officer: Client,
) -> None:
    case = opened()
    task = open_steps(case)["check_address"].uuid
    platform = Context(HERE, Actor.system("flow"), purpose="テスト")
    run(FinishTask(), platform, TaskResult(task))
    page = page_of(officer, case)
    finished = page[page.index("終わった手順") : page.index("story-title")]
    assert "システム（自動）" in finished
    assert re.search(r"✓ \d+月\d+日 [\d:]+\\nシステム（自動）", unescape(page))


def test_a_step_is_finished_and_the_page_says_who_has_the_case_now(officer: Client) -> None:
    case = opened()
    page = text_of(post(officer, case, "check_address", "finish"))
    assert re.search(r"「[^」]+」を終えました。次は「[^」]+」（[^）]+", page)
    assert "終わった手順" in page
    assert "review" in open_steps(case)


def test_after_the_last_step_of_a_person_the_page_says_what_is_waited_for(officer: Client) -> None:
    case = opened()
    finish(case, "check_address")
    page = text_of(post(officer, case, "review", "finish", result="same"))
    assert "いまは「決裁が済む」を待っています" in page
    assert re.search(r"決定しました</b></p><p class=\"note\"><time[^>]*>[^<]*</time>　システム", page)


def test_where_the_decision_stands_is_told_on_the_case_until_it_is_there(officer: Client) -> None:
    case = opened()
    finish(case, "check_address")
    post(officer, case, "review", "finish", result="same")
    assert re.search(r"決裁の文書</a> <span class=\"badge[^>]*>回議中", actions_of(officer, case))
    with tenancy.municipality(HERE):
        Document.objects.update(state=State.RETURNED.value)
    assert "決裁の文書が差し戻されています" in actions_of(officer, case)


def test_the_buttons_of_the_state_give_way_and_the_others_stay(officer: Client) -> None:
    case = opened()
    page = actions_of(officer, case)
    for gone in ("審査を始める", "完了する", "補正を求める", "決定する（申請を認める）"):
        assert gone not in page
    for there in ("取下げを記録する", "メモを加える", "自分が担当する"):
        assert there in page
    assert "書類を加える" in page_of(officer, case)
    assert 'value="withdraw" required checked' in page, "nothing else is there to choose"


@pytest.mark.parametrize("step", ["start", "finish", "correction", "decide", "reject"])
def test_a_page_that_was_open_before_the_flow_sets_no_state_by_hand(officer: Client, step: str) -> None:
    case = opened()
    answer = officer.post(f"/{HERE}/cases/{case.uuid}/step/", {"step": step, "note": "書いたこと"})
    assert answer.status_code == 409
    assert "流れに沿って進みます" in text_of(answer)
    assert case_now(case).state is Status.ACCEPTED


@pytest.mark.usefixtures("by_hand")
def test_a_case_without_a_flow_keeps_its_buttons(signed_in: SignedIn) -> None:
    officer = signed_in("desk_officer", desks=("health_insurance",))
    case = furnish().cases[0]
    assert "審査を始める" in actions_of(officer, case)
    assert "いま開いている手順" not in page_of(officer, case)


def test_a_result_that_wants_a_reason_is_refused_beside_the_field(officer: Client) -> None:
    case = opened()
    finish(case, "check_address")
    answer = post(officer, case, "review", "finish", result="different")
    assert answer.status_code == 422
    assert 'id="task-1-note-error"' in text_of(answer)
    assert "review" in open_steps(case)
    page = text_of(post(officer, case, "review", "finish", result="different", note="生年月日の年が違う"))
    assert "生年月日の年が違う" in page
    assert "違いがある" in page


def test_a_result_that_no_button_has_is_refused_and_the_note_stays(officer: Client) -> None:
    case = opened()
    finish(case, "check_address")
    answer = post(officer, case, "review", "finish", result="burn", note="書いたこと")
    assert answer.status_code == 422
    assert re.search(r"<textarea[^>]*>書いたこと</textarea>", text_of(answer))


def test_the_second_of_two_reads_who_was_faster_and_loses_nothing(officer: Client) -> None:
    case = opened()
    finish(case, "check_address")
    there = address(case, "review", "finish")
    finish(case, "review", "same")
    answer = officer.post(there, {"result": "different", "note": "<b>番地が違う"})
    page = text_of(answer)
    assert answer.status_code == 409
    assert "会津 花子さんが" in page
    assert re.search(r'id="unsent"[^>]*>&lt;b&gt;番地が違う<', page)


def test_a_task_is_taken_up_shown_with_its_name_and_given_back(officer: Client, signed_in: SignedIn) -> None:
    case = opened()
    page = text_of(post(officer, case, "check_address", "claim"))
    assert "あなたが取りかかっています" in page
    other = signed_in("desk_officer", desks=(REGISTER,))
    assert "さんが取りかかっています。先に声をかけて" in page_of(other, case)
    assert post(other, case, "check_address", "release").status_code == 409
    assert "課に戻しました" in text_of(post(officer, case, "check_address", "release"))
    assert open_steps(case)["check_address"].assignee_id == ""


def test_a_manager_gives_a_task_to_another_desk_and_says_why(officer: Client, signed_in: SignedIn) -> None:
    case = opened()
    manager = signed_in("manager", desks=(REGISTER,))
    refused = post(manager, case, "check_address", "move", desk="tax")
    assert refused.status_code == 422
    assert 'id="task-1-why-error"' in text_of(refused)
    page = text_of(post(manager, case, "check_address", "move", desk="tax", note="家屋の台帳を見てほしい"))
    assert "に渡しました" in page
    assert "家屋の台帳を見てほしい" in page
    assert open_steps(case)["check_address"].desk_role == "tax"
    assert "task-card" not in page_of(officer, case)
    assert "が受け持ちます" in page_of(officer, case)


def test_an_officer_hands_out_no_work_and_no_desk_that_is_not_there(
    officer: Client, signed_in: SignedIn
) -> None:
    case = opened()
    assert "別の課に渡す" not in page_of(officer, case)
    assert post(officer, case, "check_address", "move", desk="tax", note="x").status_code == 403
    manager = signed_in("manager")
    assert post(manager, case, "check_address", "move", desk="moon", note="x").status_code == 404


def test_another_desk_sees_the_steps_and_finishes_none(signed_in: SignedIn) -> None:
    case = opened()
    other = signed_in("desk_officer", desks=("school",))
    page = page_of(other, case)
    assert "いま開いている手順" in page
    assert "task-card" not in page
    assert post(other, case, "check_address", "finish").status_code == 409
    clerk = signed_in("counter_clerk", desks=(REGISTER,))
    assert "task-card" not in page_of(clerk, case)
    assert post(clerk, case, "check_address", "finish").status_code == 403


def test_a_task_of_another_case_or_of_nobody_is_not_found(officer: Client) -> None:
    case, other = opened(), opened()
    foreign = open_steps(other)["check_address"].uuid
    for task in (foreign, uuid4()):
        answer = officer.post(f"/{HERE}/cases/{case.uuid}/tasks/{task}/finish/", {})
        assert answer.status_code == 404
    assert "check_address" in open_steps(other)


def test_a_flow_that_stopped_says_why_and_is_tried_again(officer: Client, signed_in: SignedIn) -> None:
    case = opened()
    with tenancy.municipality(HERE):
        FlowRun.objects.filter(subject=f"case:{case.uuid}").update(trouble="「決定する」で止まっています。")
    page = actions_of(officer, case)
    assert "流れが止まっています" in page
    assert "完了する" not in page
    # Who hands out work may go on by hand.
    assert "完了する" in actions_of(signed_in("manager", desks=(REGISTER,)), case)
    page = text_of(officer.post(f"/{HERE}/cases/{case.uuid}/flow/again/", follow=True))
    assert "流れが進みました" in page
    assert "流れが止まっています" not in page


def test_a_task_on_a_desk_that_was_closed_says_so(officer: Client) -> None:
    case = opened()
    with tenancy.municipality(HERE):
        FlowTask.objects.filter(subject=f"case:{case.uuid}").update(desk_role="closed_desk")
    assert "closed_desk（窓口がありません）" in page_of(officer, case)


def test_an_online_application_waits_for_its_correction_and_says_so(officer: Client) -> None:
    case = opened("move_out_notification", Channel.ONLINE)
    post(officer, case, "examine", "finish", result="correction", note="番地を書いてください")
    page = page_of(officer, case)
    assert "待っていること" in page
    assert "知らせを待っています" in page
    assert case_now(case).state is Status.CORRECTION


def test_a_finished_flow_shows_all_its_steps_and_no_buttons(officer: Client) -> None:
    case = opened("move_within_notification")
    finish(case, "review", "same")
    page = page_of(officer, case)
    assert "（終わり）" in page
    assert "終わった手順" in page
    assert "task-card" not in page


def test_the_picture_is_that_of_the_runs_version_and_says_in_words_where_the_case_stands(
    officer: Client,
) -> None:
    case = opened()
    finish(case, "check_address")
    page = page_of(officer, case)
    figure = page[page.index("data-flow-picture") :]
    assert "終わった手順は" in figure
    marks = json.loads(unescape(re.search(r'data-marks="([^"]*)"', figure)[1]))  # type: ignore[index]
    kinds = {element: kind for element, kind, _ in marks}
    assert kinds["check_address"] == "done"
    assert kinds["review"] == "open"
    address = unescape(re.search(r'data-drawing="([^"]*)"', figure)[1])  # type: ignore[index]
    drawing = officer.get(address)
    assert drawing.headers["Content-Type"].startswith("application/xml")
    assert drawing.content == (PACK / "flows/move_in/flow.bpmn").read_bytes()


def test_a_step_that_is_late_is_marked_so(officer: Client) -> None:
    case = opened()
    with tenancy.municipality(HERE):
        FlowTask.objects.filter(subject=f"case:{case.uuid}", kind="person").update(due="2020-01-06")
    assert "期限切れ" in page_of(officer, case)


@pytest.mark.usefixtures("by_hand")
def test_a_case_without_a_flow_and_a_neighbours_case_have_no_drawing(officer: Client) -> None:
    without, theirs = furnish(people=False).cases[0], opened(code=NEIGHBOUR)
    for case in (without, theirs):
        assert officer.get(f"/{HERE}/cases/{case.uuid}/flow/drawing/").status_code == 404
    assert "data-flow-picture" not in page_of(officer, without)
