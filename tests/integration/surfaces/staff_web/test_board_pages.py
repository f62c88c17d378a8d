"""A board's work through the pages: people, calendar, sitting, decisions, and the result at home."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from tests.integration.engines.exchange.samples import pass_on
from tests.integration.journeys.certification_board.samples import (
    BOARD,
    BODY,
    DAY,
    HERE,
    ask,
    cases,
    members_of,
    plan,
    staff_the_board,
)
from tests.integration.surfaces.staff_web.conftest import SignedIn

from madoguchi.core import tenancy
from madoguchi.engines.boards.api import CaseStatus, Member, Panel, Sitting, SittingStatus
from madoguchi.engines.exchange.api import SentMessage

ROOT = f"/{BODY}/boards"


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def secretary(signed_in: SignedIn) -> Client:
    return signed_in("board_secretary", code=BODY)


def sitting_now() -> Sitting:
    with tenancy.municipality(BODY):
        return Sitting.objects.select_related("panel").get()


def test_the_body_signs_in_like_a_municipality(secretary: Client) -> None:
    assert "組合" in text_of(Client().get("/"))
    assert "介護認定審査会" in text_of(secretary.get(f"/{BODY}/"))


def test_members_and_a_panel_are_written_down_and_changed(secretary: Client) -> None:
    place = f"{ROOT}/{BOARD}/people/"
    given = {"name": "髙橋 一郎", "field": "medical", "from": "2025-04-01", "until": "2027-03-31"}
    secretary.post(f"{place}member/", given | {"facilities": "鶴ヶ城医院\n\nさくら園"})
    with tenancy.municipality(BODY):
        member = Member.objects.get()
    assert member.facilities == ["鶴ヶ城医院", "さくら園"]
    wrong = secretary.post(f"{place}member/", given | {"name": "", "facilities": "のこる"})
    assert (wrong.status_code, "のこる" in text_of(wrong)) == (422, True)
    secretary.post(f"{place}member/", given | {"member": str(member.uuid), "name": "髙橋 二郎"})
    assert "髙橋 二郎" in text_of(secretary.get(f"{place}?member={member.uuid}"))
    panel = {"name": "第1合議体", "members": [str(member.uuid)]}
    assert secretary.post(f"{place}panel/", panel).status_code == 422
    secretary.post(f"{place}panel/", panel | {"chair": str(member.uuid)})
    with tenancy.municipality(BODY):
        made = Panel.objects.get()
    assert "第1合議体" in text_of(secretary.get(f"{place}?panel={made.uuid}"))
    assert secretary.post(f"{place}member/", given | {"member": str(uuid.uuid4())}).status_code == 404


def test_a_sitting_is_planned_filled_opened_decided_and_closed(
    secretary: Client, signed_in: SignedIn
) -> None:
    ask()
    panel = staff_the_board()
    calendar = f"{ROOT}/{BOARD}/"
    assert "1件" in text_of(secretary.get(calendar))
    given = {"panel": str(panel.uuid), "day": DAY.isoformat(), "begins": "13:30", "place": "会議室"}
    assert secretary.post(f"{calendar}plan/", given | {"day": "きのう"}).status_code == 422
    place = secretary.post(f"{calendar}plan/", given).headers["Location"]
    secretary.post(f"{place}step/", {"step": "fill"})
    page = text_of(secretary.get(place))
    assert "要介護1" in page
    assert "会津 ウメ" not in page
    there = [str(one.uuid) for one in members_of(panel)]
    assert secretary.post(f"{place}open/", {"present": there[:2], "presides": there[0]}).status_code == 422
    secretary.post(f"{place}open/", {"present": there, "presides": there[0]})
    assert sitting_now().state is SittingStatus.OPEN
    case = f"{ROOT}/cases/{cases()[0].uuid}/"
    shown = text_of(secretary.get(case))
    assert "変形性膝関節症" in shown
    assert "ウメ" not in shown
    wrong = secretary.post(f"{case}decide/", {"result": "care_2", "months": "6", "opinion": "手すり"})
    assert wrong.status_code == 422
    assert all(words in text_of(wrong) for words in ("変えた理由を書いて", "手すり"))
    secretary.post(f"{case}decide/", {"result": "care_1", "months": "6", "opinion": "手すり"})
    assert cases()[0].state is CaseStatus.DECIDED
    assert secretary.get(f"{place}papers/").content.startswith(b"%PDF-")
    secretary.post(f"{place}step/", {"step": "close"})
    assert "終わった審査会です" in text_of(secretary.get(place))
    assert secretary.get(f"{place}minutes/").content.startswith(b"%PDF-")
    assert secretary.post(f"{place}step/", {"step": "close"}).status_code == 409
    assert secretary.post(f"{case}decide/", {"result": "care_1", "months": "6"}).status_code == 409
    with tenancy.municipality(BODY):
        home = SentMessage.objects.get(kind="care_board_result")
    pass_on(home)
    clerk = signed_in("desk_officer", desks=("care_insurance",), code=HERE)
    came = f"/{HERE}/exchange/received/{home.uuid}/"
    result = text_of(clerk.get(came))
    for words in ("要介護1", "9月30日", "手すり", "会津 ウメ"):
        assert words in result
    for paper in ("result-notice", "insured-card"):
        assert clerk.get(f"{came}{paper}/").content.startswith(b"%PDF-")


def test_the_survey_is_read_in_the_order_of_its_form_by_everybody(
    secretary: Client, signed_in: SignedIn
) -> None:
    answers = {"survey.dementia": "iia", "survey.sight": "normal", "survey.turning_over": "unable"}
    sent = ask(survey=answers | {"特記事項": {"2-1 移乗": "手を借りる", "1-3 寝返り": "柵につかまる"}})
    clerk = signed_in("desk_officer", desks=("care_insurance",), code=HERE)
    for page in (
        text_of(secretary.get(f"{ROOT}/cases/{cases()[0].uuid}/")),
        text_of(secretary.get(f"/{BODY}/exchange/received/{sent.uuid}/")),
        text_of(clerk.get(f"/{HERE}/exchange/sent/{sent.uuid}/")),
    ):
        places = [page.index(words) for words in ("1-3 寝返り", "1-12 視力", "7-2 ", "手を借りる")]
        assert places == sorted(places)
        assert page.index("柵につかまる") < page.index("手を借りる")
        assert "認定調査　1 身体機能・起居動作" in page


def test_a_member_is_recused_a_case_leaves_the_agenda_and_goes_back(secretary: Client) -> None:
    ask()
    panel = staff_the_board()
    plan(panel)
    case = f"{ROOT}/cases/{cases()[0].uuid}/"
    member = str(members_of(panel)[0].uuid)
    assert secretary.post(f"{case}recuse/", {"member": "x"}).status_code == 422
    assert secretary.post(f"{case}recuse/", {"member": member, "reason": ""}).status_code == 422
    secretary.post(f"{case}recuse/", {"member": member, "reason": "親族"})
    assert "は審査しない" in text_of(secretary.get(case))
    secretary.post(f"{case}recuse/", {"member": member, "judges": "yes", "reason": "同じ姓の別の人"})
    assert "は審査しない" not in text_of(secretary.get(case))
    secretary.post(f"{case}step/", {"step": "take_off"})
    assert cases()[0].state is CaseStatus.WAITING
    assert secretary.post(f"{case}step/", {"step": "return", "note": ""}).status_code == 422
    secretary.post(f"{case}step/", {"step": "return", "note": "意見書がない"})
    assert cases()[0].state is CaseStatus.RETURNED
    assert secretary.post(f"{case}step/", {"step": "fly"}).status_code == 404


def test_nobody_else_gets_in(signed_in: SignedIn, secretary: Client) -> None:
    ask()
    case = cases()[0].uuid
    at_home = signed_in("board_secretary", code=HERE)
    assert at_home.get(f"/{HERE}/boards/{BOARD}/").status_code == 404
    assert at_home.get(f"/{HERE}/boards/cases/{case}/").status_code == 404
    assert signed_in("manager", code=BODY).get(f"{ROOT}/cases/{case}/").status_code == 403
    other_body = signed_in("board_secretary", code="079022")
    for place in (f"cases/{case}", f"sittings/{plan(staff_the_board()).uuid}"):
        assert secretary.get(f"{ROOT}/{place}/").status_code == 200
        assert other_body.get(f"/079022/boards/{place}/").status_code == 404
        assert other_body.get(f"{ROOT}/{place}/").status_code == 403
    for missing in ("sittings", "cases"):
        assert secretary.get(f"{ROOT}/{missing}/{uuid.uuid4()}/").status_code == 404
