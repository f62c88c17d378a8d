"""The flows of the municipality, their versions, and the check of a drawing."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.integration.surfaces.staff_web.conftest import HERE, SignedIn
from tests.integration.surfaces.staff_web.flows.samples import REGISTER, opened

from madoguchi.core import tenancy
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.cases.api import Case
from madoguchi.engines.effects.api import TypicalWork
from madoguchi.engines.flows.api import FlowRun, FlowTask
from madoguchi.engines.flows.models import FlowVersion
from madoguchi.surfaces.staff_web.flows.presentation.comparing import flow_picture, options_of, steps_of

FLOWS = f"/{HERE}/flows/"
PACKS = Path(__file__).resolve().parents[5] / "packs"
MOVE_IN = PACKS / "common/flows/move_in/flow.bpmn"


@pytest.fixture
def officer(signed_in: SignedIn) -> Client:
    return signed_in("desk_officer", desks=(REGISTER,))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def make_old(*steps: tuple[str, str]) -> None:
    """As if the packs had changed since: the runs go on by a version in which steps had other names."""
    with tenancy.municipality(HERE):
        version = FlowVersion.objects.get(key="move_in")
        runs = list(FlowRun.objects.filter(version=version))
        version.pk, version._state.adding = None, True
        version.fingerprint = hashlib.sha256(repr(steps).encode()).hexdigest()
        for old, new in steps:
            version.drawing = version.drawing.replace(old, new)
            version.declaration = version.declaration.replace(old, new)
        version.save()
        for run in runs:
            run.version = version
            for old, new in steps:
                run.living = json.loads(json.dumps(run.living).replace(old, new))
            run.save()


def test_each_flow_is_listed_with_the_procedures_that_follow_it(officer: Client) -> None:
    page = text_of(officer.get(FLOWS))
    for flow in load_packs_or_refuse(PACKS).flows.values():
        assert flow.label in page
        shown = officer.get(f"{FLOWS}{flow.key}/")
        assert shown.status_code == 200
        assert officer.get(f"{FLOWS}{flow.key}/drawing/").content.decode() == flow.drawing


def test_options_stand_side_by_side_with_what_was_published(officer: Client) -> None:
    packs = load_packs_or_refuse(PACKS)
    here = packs.municipalities[HERE]
    region = [packs.municipalities[code] for code in packs.regions[here.region].municipalities]
    flow = packs.flows["move_in"]
    for option in options_of(flow, HERE, region):
        assert sum(len(one.places) for one in option.choices) == len(region) == 13
        assert sum(one.here for one in option.choices) == 1
        assert option.published in (0, 13)
    page = text_of(officer.get(f"{FLOWS}move_in/"))
    assert "税務システムで確かめる" in page
    assert "公表された数" in page


@pytest.mark.parametrize("flow", sorted(load_packs_or_refuse(PACKS).flows))
def test_pages_of_flows_speak_as_officials_do(officer: Client, flow: str) -> None:
    page = text_of(officer.get(f"{FLOWS}{flow}/"))
    words = re.sub(r"<[^>]*>", " ", page[page.index("<main") : page.index("</main>")])
    for programmers in ("approvals", "disposition", "used_by", "flows", "パック", "default", "YAML"):
        assert programmers not in words


def test_what_the_case_decides_is_nobodys_choice() -> None:
    packs = load_packs_or_refuse(PACKS)
    flow = packs.flows["register_change"]
    option = options_of(flow, HERE, [packs.municipalities[HERE]])[0]
    assert option.of_each_case
    assert not any(one.places or one.here for one in option.choices)


def test_times_are_written_beside_their_colour() -> None:
    packs = load_packs_or_refuse(PACKS)
    flow, pack = packs.flows["move_in"], packs.for_municipality(HERE)
    times = {
        "review": TypicalWork(240, 12, 15),
        "approve": TypicalWork(0, 0, 3),
        "gone": TypicalWork(9, 9, 9),
    }
    picture = flow_picture(flow, times, "/x")
    assert [(one.element, one.kind, one.words) for one in picture.marks] == [("review", "heat2", "4分\n12件")]
    found = {one.label: one for one in steps_of(flow, pack, times)}
    assert [(one.median, one.counted) for one in found.values() if one.median] == [("4分", 12)]


@pytest.mark.parametrize("rest", ["nothing/", "nothing/drawing/", "nothing/versions/"])
def test_a_flow_that_is_not_there_is_not_found(officer: Client, rest: str) -> None:
    assert officer.get(FLOWS + rest).status_code == 404


def test_who_surveys_reads_no_flows(signed_in: SignedIn) -> None:
    assert signed_in("surveyor").get(FLOWS).status_code == 403


def test_runs_of_an_earlier_version_are_moved_one_or_all_after_a_confirmation(signed_in: SignedIn) -> None:
    manager = signed_in("manager", desks=(REGISTER,))
    cases = [opened(name=name) for name in ("会津 十三蔵", "髙橋 花", "渡邉 正")]
    make_old(("新しい住所を確かめる", "住所を調べる"))
    assert "前の版で進んでいる案件が" in text_of(manager.get(FLOWS))
    there = f"{FLOWS}move_in/versions/"
    page = text_of(manager.get(there))
    assert "移せる案件（3件）" in page
    assert "会津 十三蔵" in page
    unsure = manager.post(f"{there}move/")
    assert unsure.status_code == 422
    assert "移す前に" in text_of(unsure)
    with tenancy.municipality(HERE):
        one = FlowRun.objects.get(subject=f"case:{cases[0].uuid}").uuid
    page = text_of(manager.post(f"{there}move/", {"sure": "yes", "run": str(one)}, follow=True))
    assert "1件を新しい版に移しました" in page
    assert "移せる案件（2件）" in page
    page = text_of(manager.post(f"{there}move/", {"sure": "yes"}, follow=True))
    assert "2件を新しい版に移しました" in page
    assert "前の版で進んでいる案件はありません" in page


def test_runs_whose_step_is_gone_stay_and_say_why(signed_in: SignedIn) -> None:
    manager = signed_in("manager", desks=(REGISTER,))
    opened()
    make_old(("check_address", "look_at_address"))
    there = f"{FLOWS}move_in/versions/"
    page = text_of(manager.get(there))
    assert "移せない案件（1件）" in page
    assert "（look_at_address）がありません" in page
    assert "1件は、その間に" not in text_of(manager.post(f"{there}move/", {"sure": "yes"}, follow=True))
    assert "移せない案件（1件）" in text_of(manager.get(there))


def test_only_who_hands_out_work_moves_runs(officer: Client) -> None:
    opened()
    make_old(("新しい住所を確かめる", "住所を調べる"))
    there = f"{FLOWS}move_in/versions/"
    assert "まとめて移す" not in text_of(officer.get(there))
    assert officer.post(f"{there}move/", {"sure": "yes"}).status_code == 403


def check(client: Client, content: bytes, name: str = "図.bpmn") -> Any:
    return client.post(f"{FLOWS}check/", {"file": SimpleUploadedFile(name, content)})


def test_a_sound_drawing_is_shown_and_stored_nowhere(officer: Client) -> None:
    answer = check(officer, MOVE_IN.read_bytes())
    page = text_of(answer)
    assert answer.status_code == 200
    assert "このまま使えます" in page
    assert "data-drawing-text" in page
    assert "新しい住所を確かめる" in page
    with tenancy.municipality(HERE):
        assert not FlowVersion.objects.exists()


def test_what_is_left_out_is_told(officer: Client) -> None:
    noted = MOVE_IN.read_bytes().replace(
        b"</bpmn:process>",
        b'<bpmn:textAnnotation id="note_1"><bpmn:text>x</bpmn:text></bpmn:textAnnotation></bpmn:process>',
    )
    assert "注釈 1" in text_of(check(officer, noted))


BILLION = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>'


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "XML として読めません"),
        (b"\x00\xff\xfe", "XML として読めません"),
        (BILLION, "DOCTYPE"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "BPMN 2.0 のファイルでは",
        ),
        (
            MOVE_IN.read_bytes().replace(b"bpmn:userTask", b"bpmn:scriptTask"),
            "プログラムを書いた手順は実行しません",
        ),
        (b"<" * 2_000_001, "大きすぎます（2,000,001バイト）"),
    ],
    ids=["empty", "binary", "entities", "picture", "scripts", "huge"],
)
def test_a_drawing_that_cannot_run_is_refused_with_line_cause_and_remedy(
    officer: Client, content: bytes, says: str
) -> None:
    answer = check(officer, content)
    page = text_of(answer)
    assert answer.status_code == 422
    assert says in page
    assert "どうすればよいか" in page
    assert "<script>alert" not in page


def test_names_with_html_stay_text(officer: Client) -> None:
    hostile = MOVE_IN.read_bytes().replace(
        "新しい住所を確かめる".encode(), b"&lt;img src=x onerror=alert(1)&gt;"
    )
    page = text_of(check(officer, hostile, "<b>.bpmn"))
    assert "<img src=x" not in page
    assert "<b>.bpmn" not in page


def test_pressing_without_a_file_says_what_to_do(officer: Client) -> None:
    answer = officer.post(f"{FLOWS}check/")
    assert answer.status_code == 422
    assert "ファイルを選んでください" in text_of(answer)


def test_an_action_that_is_not_here_is_named(officer: Client) -> None:
    other = MOVE_IN.read_bytes().replace(b'implementation="cases.finish"', b'implementation="moon.shine"')
    page = text_of(check(officer, other))
    assert "moon.shine" in page
    assert "このまま使えます" not in page
    assert "cases.finish" in page


LEDGER = f"{FLOWS}property_tax_ledger/receive/"


def test_a_notice_of_another_authority_begins_its_flow_with_its_file(signed_in: SignedIn) -> None:
    officer = signed_in("desk_officer", desks=("property_tax",))
    page = text_of(officer.get(LEDGER))
    assert "登記済通知書を受け付ける" in text_of(officer.get(f"{FLOWS}property_tax_ledger/"))
    number = re.search(r'name="number" value="([^"]+)"', page)
    assert number is not None
    given = {"number": number[1], "person": "会津 十三蔵", "note": "第123号 門田町大字飯寺"}
    for _ in range(2):
        file = SimpleUploadedFile("通知.pdf", b"%PDF-1.7\n%%EOF\n")
        page = text_of(officer.post(LEDGER, given | {"file": file}, follow=True))
    with tenancy.municipality(HERE):
        case = Case.objects.get(channel="notice")
        steps = FlowTask.objects.filter(subject=f"case:{case.uuid}").values_list("step", "desk_role")
        assert list(steps) == [("match", "property_tax")]
    assert (case.desk_role, case.person_name, case.came_by.label) == ("property_tax", "会津 十三蔵", "通知書")
    assert "通知.pdf" in page
    assert "通知の内容" in page
    assert "届出の内容" not in page
    assert "所有者と地番を突き合わせる" in page


def test_a_file_that_is_none_is_refused_and_nothing_is_begun(signed_in: SignedIn) -> None:
    officer = signed_in("desk_officer", desks=("property_tax",))
    given = {"number": str(uuid4()), "note": "第123号", "file": SimpleUploadedFile("a.exe", b"MZ")}
    answer = officer.post(LEDGER, given)
    assert answer.status_code == 422
    assert 'id="file-error"' in text_of(answer)
    assert "第123号" in text_of(answer)
    with tenancy.municipality(HERE):
        assert not Case.objects.filter(channel="notice").exists()


@pytest.mark.parametrize("address", [LEDGER, f"{FLOWS}move_in/receive/"], ids=["another desk", "no notice"])
def test_only_the_desk_of_a_notice_receives_it(officer: Client, address: str) -> None:
    assert officer.get(address).status_code == 404
    assert officer.post(address, {"number": str(uuid4())}).status_code == 404
