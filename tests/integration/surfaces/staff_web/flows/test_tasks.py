"""The tasks of desks, and what does not go on by itself."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, SignedIn
from tests.integration.surfaces.staff_web.flows.samples import REGISTER, finish, open_steps, opened

from madoguchi.core import tenancy
from madoguchi.core.audit.models import AuditEntry
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.flows.api import FlowRun, FlowTask

TASKS = f"/{HERE}/tasks/{REGISTER}/"
TROUBLE = f"/{HERE}/flows/trouble/"


@pytest.fixture
def officer(signed_in: SignedIn) -> Client:
    return signed_in("desk_officer", desks=(REGISTER,))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def change(case: Any, model: type[FlowTask | FlowRun] = FlowTask, **values: object) -> None:
    with tenancy.municipality(HERE):
        model.objects.filter(subject=f"case:{case.uuid}").update(**values)


def test_an_empty_list_says_what_will_be_here(officer: Client) -> None:
    page = text_of(officer.get(f"/{HERE}/tasks/", follow=True))
    assert "自動で出ます" in page


def test_many_desks_are_chosen_from_a_list_and_few_are_tabs(signed_in: SignedIn) -> None:
    opened()
    desks = list(load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(HERE).desks)
    head = signed_in("manager", desks=tuple(desks))
    for place in (TASKS, f"/{HERE}/inbox/{REGISTER}/"):
        page = text_of(head.get(place))
        assert f"ほかの課を見る（{len(desks) - 1}課）" in page
        assert page.count('class="is-many"') == len(desks) - 1
    few = signed_in("desk_officer", desks=(REGISTER, "tax"))
    page = text_of(few.get(f"/{HERE}/tasks/tax/"))
    assert "ほかの課を見る" not in page
    assert re.search(rf'{re.escape(TASKS)}">[^<]+<b class="figures">1</b>', page)
    assert "is-many" not in page


def test_the_most_urgent_stands_first_with_a_light_in_words(officer: Client) -> None:
    calm, late = opened(name="髙橋 花"), opened()
    change(late, due="2020-01-06")
    change(calm, due=None)
    page = text_of(officer.get(TASKS))
    assert page.index("会津 十三蔵") < page.index("髙橋 花")
    assert "日過ぎています" in page
    assert "期限なし" in page
    assert f"/{HERE}/cases/{late.uuid}/" in page
    assert late.number_text in page


def test_mine_and_finished_are_shown_apart(officer: Client) -> None:
    mine, done = opened(name="髙橋 花"), opened()
    task = open_steps(mine)["check_address"].uuid
    officer.post(f"/{HERE}/cases/{mine.uuid}/tasks/{task}/claim/")
    finish(done, "check_address")
    page = text_of(officer.get(f"{TASKS}?show=mine"))
    assert "髙橋 花" in page
    assert "会津 十三蔵" not in page
    page = text_of(officer.get(f"{TASKS}?show=finished"))
    assert "会津 花子" in page
    assert "髙橋 花" not in page


def test_a_long_list_has_pages_by_place(officer: Client) -> None:
    case = opened()
    with tenancy.municipality(HERE):
        first = FlowTask.objects.get(subject=f"case:{case.uuid}", step="check_address")
        FlowTask.objects.bulk_create(
            FlowTask(
                municipality_code=HERE,
                run_id=first.run_id,
                subject=first.subject,
                step=first.step,
                label=first.label,
                kind=first.kind,
                desk_role=first.desk_role,
                due=first.due,
                opened_at=first.opened_at,
            )
            for _ in range(60)
        )
    page = text_of(officer.get(TASKS))
    assert page.count("data-row") == 50
    beside = re.search(r'href="(\?after=[^"]+)"[^>]*>次のページ', page)
    assert beside
    second = text_of(officer.get(TASKS + beside[1].replace("&amp;", "&")))
    assert second.count("data-row") == 11
    assert "最初のページ" in second


@pytest.mark.parametrize(
    "query",
    [
        "show=x",
        "after=x",
        "after=2026-01-01.99999999999999999999",
        "show=mine&after=.",
        "show=finished&after=x/1",
    ],
)
def test_an_address_that_no_page_offered_shows_the_list(officer: Client, query: str) -> None:
    assert officer.get(f"{TASKS}?{query}").status_code == 200


def test_a_desk_that_is_not_here_has_no_tasks(officer: Client) -> None:
    assert officer.get(f"/{HERE}/tasks/moon_office/").status_code == 404


def test_the_tasks_of_a_neighbour_are_not_seen_and_looking_is_written_down(officer: Client) -> None:
    opened(name="隣町 太郎", code=NEIGHBOUR)
    assert "隣町 太郎" not in text_of(officer.get(TASKS))
    with tenancy.municipality(HERE):
        assert AuditEntry.objects.filter(action="read.flows.tasks", subject=f"desk:{REGISTER}").count() == 1


def test_the_start_page_counts_tasks_and_names_nobody(officer: Client) -> None:
    change(opened(), due="2020-01-06")
    page = text_of(officer.get(f"/{HERE}/"))
    assert "手順の期限切れ 1件" in page
    assert f'href="{TASKS}"' in page
    assert "会津 十三蔵" not in page


def test_what_stopped_is_shown_to_managers_with_its_reason(officer: Client, signed_in: SignedIn) -> None:
    case = opened()
    change(case, FlowRun, trouble="「決定する」で止まっています。補正を待っています。")
    assert officer.get(TROUBLE).status_code == 403
    manager = signed_in("manager", desks=(REGISTER,))
    assert "止まっているものが1件" in text_of(manager.get(f"/{HERE}/"))
    page = text_of(manager.get(TROUBLE))
    assert "補正を待っています。" in page
    assert f"/{HERE}/cases/{case.uuid}/flow/again/" in page


def test_tasks_of_a_closed_desk_are_given_to_another_together(signed_in: SignedIn) -> None:
    manager = signed_in("manager")
    for _ in range(2):
        change(opened(), desk_role="closed_desk")
    assert "closed_desk（窓口がありません）" in text_of(manager.get(TROUBLE))
    given = {"lost": "closed_desk", "desk": "tax", "note": ""}
    refused = manager.post(f"{TROUBLE}move/", given)
    assert refused.status_code == 422
    assert 'id="lost-1-why-error"' in text_of(refused)
    page = text_of(manager.post(f"{TROUBLE}move/", given | {"note": "課がまとまった"}, follow=True))
    assert "2件の手順を" in page
    assert "止まっているものはありません" in page
    with tenancy.municipality(HERE):
        assert FlowTask.objects.filter(desk_role="tax", note="課がまとまった").count() == 2


@pytest.mark.parametrize(
    "given",
    [{"lost": REGISTER, "desk": "tax"}, {"lost": "x", "desk": "moon"}],
    ids=["of-a-living-desk", "to-nowhere"],
)
def test_only_lost_tasks_are_moved_and_only_to_desks(signed_in: SignedIn, given: dict[str, str]) -> None:
    case = opened()
    assert signed_in("manager").post(f"{TROUBLE}move/", given | {"note": "x"}).status_code == 404
    assert open_steps(case)["check_address"].desk_role == REGISTER


def test_after_a_step_the_way_leads_to_the_most_urgent_that_nobody_else_has(officer: Client) -> None:
    done, taken, late, calm = (opened(name=name) for name in ("会津 一", "会津 二", "会津 三", "会津 四"))
    for case, due in (
        (done, "2020-01-01"),
        (taken, "2020-01-02"),
        (late, "2020-01-03"),
        (calm, "2030-01-01"),
    ):
        change(case, due=due)
    change(taken, assignee_id="staff:0", assignee_name="ほかの人")
    task = next(iter(open_steps(done).values()))
    finished = officer.post(
        f"/{HERE}/cases/{done.uuid}/tasks/{task.uuid}/finish/", {"note": "確認"}, follow=True
    )
    assert f'href="{TASKS}next/"' in text_of(finished)
    change(done, ended_at="2026-03-11T00:00Z", ending="done")
    assert officer.get(f"{TASKS}next/")["Location"] == f"/{HERE}/cases/{late.uuid}/"
    for case in (late, calm):
        change(case, ended_at="2026-03-11T00:00Z", ending="done")
    assert officer.get(f"{TASKS}next/")["Location"] == TASKS
    assert officer.get(f"/{HERE}/tasks/nowhere/next/").status_code == 404
