"""A member of a board, from outside: signs in, sees the own sittings and nothing else of anybody."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from tests.architecture.test_urls import STAFF_SITE, all_patterns, an_address, declared_by
from tests.integration.journeys.certification_board.samples import (
    BOARD,
    BODY,
    DAY,
    HERE,
    NAMES,
    NOW,
    ask,
    cases,
    context,
    items,
    members_of,
    open_sitting,
    staff_the_board,
)
from tests.integration.surfaces.staff_web.conftest import SignedIn

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.access import ANYONE, SIGNED_IN
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.boards.api import (
    CalledOff,
    CancelSitting,
    FillAgenda,
    InviteMember,
    Member,
    NewSitting,
    OfMember,
    OfSitting,
    Panel,
    PlanSitting,
    SendAgenda,
    ShutOutMember,
    Sitting,
    calendar_of,
    case_paper,
)

pytestmark = pytest.mark.django_db

OTHER_BODY = "079022"
MINE = f"/{BODY}/boards/mine/"
OWN_PASSWORD = "ひがしやま-2026-委員"


def text_of(response: Any) -> str:
    return str(response.content.decode())


def sitting_of(panel: Panel, begins: time = time(13, 30)) -> Sitting:
    """A sitting of today: its agenda full, its papers sent."""
    sitting = run(PlanSitting(), context(), NewSitting(panel.uuid, DAY, begins, "組合の会議室"))
    run(FillAgenda(), context(), OfSitting(sitting.uuid))
    run(SendAgenda(), context(), OfSitting(sitting.uuid))
    return sitting


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


@pytest.fixture
def panel() -> Panel:
    return staff_the_board()


@pytest.fixture
def as_member(sign_in_as: Callable[[StaffMember], Client]) -> Callable[[Member], Client]:
    """A client of the account that a member was given, with a password of the member's own."""

    def signed_in(member: Member) -> Client:
        way = run(InviteMember(), context(), OfMember(member.uuid))
        with tenancy.municipality(BODY):
            account = StaffMember.objects.get(username=way.username)
            account.own_password_due = False
            account.save()
        return sign_in_as(account)

    return signed_in


def test_a_member_is_let_in_by_the_secretary_and_takes_a_password_of_their_own(
    signed_in: SignedIn, panel: Panel
) -> None:
    secretary = signed_in("board_secretary", code=BODY)
    member = members_of(panel)[1]
    people = f"/{BODY}/boards/{BOARD}/people/"
    shown = secretary.post(f"{people}way-in/", {"member": str(member.uuid)})
    assert shown.headers["Cache-Control"] == "no-store"
    username, password = re.findall(r'way-in-value">([^<]+)<', text_of(shown))[1:]
    phone = Client()
    phone.post(f"/{BODY}/sign-in/", {"username": username, "password": password})
    for address in (f"/{BODY}/", MINE, f"/{BODY}/shortcuts/"):
        assert phone.get(address).headers["Location"] == f"/{BODY}/own-password/", "nothing else opens yet"
    given = {"present": password, "new": OWN_PASSWORD, "again": OWN_PASSWORD}
    for wrong in (
        {"present": "x"},
        {"again": "x"},
        {"new": "short", "again": "short"},
        {"new": password, "again": password},
    ):
        assert phone.post(f"/{BODY}/own-password/", given | wrong).status_code == 422
    assert phone.post(f"/{BODY}/own-password/", given).headers["Location"] == f"/{BODY}/"
    assert phone.get(f"/{BODY}/").headers["Location"] == MINE
    assert member.name in text_of(phone.get(MINE))
    listed = text_of(secretary.get(f"{people}?member={member.uuid}"))
    assert "使っています" in listed
    secretary.post(f"{people}way-in/", {"member": str(member.uuid), "step": "shut_out"})
    assert phone.get(MINE).status_code == 302, "the session is over at once"
    with tenancy.municipality(BODY):
        log = str(list(AuditEntry.objects.values_list("action", "details")))
    assert "accounts.choose_password" in log
    assert password not in log
    assert OWN_PASSWORD not in log


def test_no_page_of_the_staff_opens_to_a_member(
    panel: Panel, as_member: Callable[[Member], Client], signed_in: SignedIn
) -> None:
    ask()
    sitting_of(panel)
    client = as_member(members_of(panel)[0])
    open_to_all_staff = set()
    for route, pattern in all_patterns(importlib.import_module(STAFF_SITE).urlpatterns):
        declared = declared_by(pattern)
        if declared in (ANYONE, "boards.sit"):
            continue
        if declared == SIGNED_IN and client.get(an_address(route, BODY)).status_code not in (403, 405):
            open_to_all_staff.add(pattern.name)
            continue
        for method in ("get", "post"):
            assert getattr(client, method)(an_address(route, BODY)).status_code in (403, 405), route
    assert open_to_all_staff == {"start", "shortcuts", "still-here", "own-password"}
    for code in (OTHER_BODY, HERE):
        assert client.get(f"/{code}/boards/mine/").status_code == 403
    assert signed_in("board_member", code=BODY).get(MINE).status_code == 403, "an account without a member"


def test_a_member_sees_own_sittings_answers_reads_and_remarks(
    panel: Panel, as_member: Callable[[Member], Client], signed_in: SignedIn
) -> None:
    ask("case:1")
    ask("case:2")
    sitting = sitting_of(panel)
    client, place = as_member(members_of(panel)[0]), f"{MINE}{sitting.uuid}/"
    assert "返事がいります" in text_of(client.get(MINE))
    assert client.post(f"{place}answer/", {"comes": "perhaps"}).status_code == 422
    client.post(f"{place}answer/", {"comes": "no", "note": "学会"})
    assert "資料は出ません" in text_of(client.get(place)), "who does not come needs no papers"
    case = f"{place}cases/{cases()[0].uuid}/"
    assert client.get(case).status_code == 404
    client.post(f"{place}answer/", {"comes": "yes"})
    page = client.get(case)
    assert "no-store" in page.headers["Cache-Control"]
    shown = text_of(page)
    assert "変形性膝関節症" in shown
    for secret in ("会津", "ウメ", "飯寺", "0000123456", "会津若松市"):
        assert secret not in shown.replace("会津若松地方広域市町村圏整備組合", "")
    assert client.post(f"{case}remark/", {"result": "care_9"}).status_code == 422
    after = client.post(f"{case}remark/", {"result": "care_2", "text": "夜間の様子", "go": "next"})
    assert str(cases()[1].uuid) in after.headers["Location"]
    secretary = signed_in("board_secretary", code=BODY)
    assert "夜間の様子" in text_of(secretary.get(f"/{BODY}/boards/cases/{cases()[0].uuid}/"))
    assert "できる 1・できない 0・まだ 4" in text_of(
        secretary.get(f"/{BODY}/boards/sittings/{sitting.uuid}/")
    )
    colleague = as_member(members_of(panel)[1])
    assert "夜間の様子" not in text_of(colleague.get(case)), "each thinks alone"
    open_sitting(sitting, panel, absent=1)
    assert client.post(f"{case}remark/", {"text": "おそい"}).status_code == 409
    assert client.get(case).status_code == 200
    assert as_member(members_of(panel)[4]).get(case).status_code == 404, "not there"


def test_who_steps_back_is_shown_nothing_and_is_not_counted(
    panel: Panel, as_member: Callable[[Member], Client], signed_in: SignedIn
) -> None:
    ask("case:1", items=items(**{"person.doctor_name": NAMES[0]}))
    ask("case:2")
    sitting = sitting_of(panel)
    doctor, other = members_of(panel)[:2]
    place = f"{MINE}{sitting.uuid}/"
    first, second = (f"{place}cases/{one.uuid}/" for one in cases())
    treats = as_member(doctor)
    assert treats.get(first).status_code == 404, "the platform knows it by the name"
    assert "あなたは審査しません" in text_of(treats.get(place))
    client = as_member(other)
    assert client.post(f"{second}conflict/", {"reason": ""}).status_code == 422
    client.post(f"{second}remark/", {"text": "書いた"})
    client.post(f"{second}conflict/", {"reason": "親族と思われる"})
    assert client.get(second).status_code == 404
    assert client.post(f"{second}remark/", {"text": "x"}).status_code == 404
    paper = case_paper(context(), cases()[1].uuid)
    assert (paper.conflicts, paper.remarks) == ({other.uuid: "親族と思われる"}, ())
    secretary = signed_in("board_secretary", code=BODY)
    overruled = {"member": str(other.uuid), "judges": "yes", "reason": "思いちがい"}
    refused = secretary.post(f"/{BODY}/boards/cases/{cases()[1].uuid}/recuse/", overruled)
    assert refused.status_code == 422, "only the member takes it back"
    assert treats.post(f"{second}conflict/", {"step": "withdraw"}).status_code == 404
    client.post(f"{second}conflict/", {"step": "withdraw"})
    assert client.get(second).status_code == 200


def test_the_sittings_of_others_do_not_exist_for_a_member(
    panel: Panel, as_member: Callable[[Member], Client]
) -> None:
    from madoguchi.engines.boards.api import MemberInput, PanelInput, SaveMember, SavePanel

    ask("case:1")
    others = sitting_of(panel)
    term = (date(2025, 4, 1), date(2027, 3, 31))
    stranger = run(SaveMember(), context(), MemberInput(BOARD, "会田 四郎", "welfare", *term))
    run(SavePanel(), context(), PanelInput(BOARD, "第2合議体", (stranger.uuid,), stranger.uuid))
    client, place = as_member(stranger), f"{MINE}{others.uuid}/"
    for address in (place, f"{place}cases/{cases()[0].uuid}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{place}answer/", {"comes": "yes"}).status_code == 404
    assert "これからの審査会はありません" in text_of(client.get(MINE))
    ours = as_member(members_of(panel)[0])
    planned = run(PlanSitting(), context(), NewSitting(panel.uuid, DAY, time(18), "会議室"))
    assert "資料はまだ" in text_of(ours.get(f"{MINE}{planned.uuid}/"))
    run(CancelSitting(), context(), CalledOff(planned.uuid, "大雪のため"))
    assert "大雪のため" in text_of(ours.get(f"{MINE}{planned.uuid}/"))


def test_who_has_left_comes_to_nothing(panel: Panel, as_member: Callable[[Member], Client]) -> None:
    client = as_member(members_of(panel)[0])
    with tenancy.municipality(BODY):
        Member.objects.filter(seats__panel=panel).update(term_until=date(2026, 1, 31))
    page = client.get(MINE)
    assert (page.status_code, "任期が終わりました" in text_of(page)) == (403, True)


def test_an_invitation_touches_no_account_but_one_made_for_sitting(panel: Panel) -> None:
    chief = StaffMember.objects.create_staff(BODY, "jimu", "a-password-for-tests", roles=["administrator"])
    member = members_of(panel)[0]
    with tenancy.municipality(BODY):
        Member.objects.filter(pk=member.pk).update(account=f"staff:{chief.pk}")
    way = run(InviteMember(), context(), OfMember(member.uuid))
    assert way.username != "jimu"
    with tenancy.municipality(BODY):
        chief.refresh_from_db()
        assert chief.check_password("a-password-for-tests")
    with pytest.raises(NotAllowedError):
        calendar_of(sitting_member(), BOARD)
    with pytest.raises(NotAllowedError):
        run(ShutOutMember(), sitting_member(), OfMember(member.uuid))


def sitting_member() -> Any:
    """The context of somebody who may sit, and nothing else."""
    from dataclasses import replace

    from madoguchi.core.accounts.actor import Actor

    actor = Actor("staff", "staff:1", BODY, permissions=frozenset({"boards.sit"}))
    return replace(context(), actor=actor)
