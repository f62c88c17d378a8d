"""What the tablet asks of the office: one's own surveys, strictly read sendings, older pages told so."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.integration.engines.assessments.people import CARE, HERE, an_office, every_answer, ordered
from tests.integration.surfaces.staff_web.conftest import SignedIn

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.engines.assessments.api import AssignSurvey, Survey, SurveyAssignment, assessment_of
from madoguchi.surfaces.staff_web.tablet.views import PROTOCOL

ROOT = f"/{HERE}/tablet/"
TABLET = str(uuid4())


@pytest.fixture
def client(signed_in: SignedIn) -> Client:
    return signed_in("surveyor")


@pytest.fixture
def survey(client: Client) -> Survey:
    """A survey of the surveyor who is signed in."""
    office = an_office()
    me = client.get(f"{ROOT}state/").json()["staff"]["id"]
    survey = ordered(office)
    return run(AssignSurvey(), office.official, SurveyAssignment(survey.uuid, me, place="門田町1-2"))


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"{ROOT}{path}/", json.dumps(body), content_type="application/json")


def take(client: Client, survey: Survey) -> Any:
    return post(client, "take", protocol=PROTOCOL, tablet=TABLET, surveys=[str(survey.uuid)]).json()


def a_sending(survey: Survey, changes: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {
        "protocol": PROTOCOL,
        "survey": str(survey.uuid),
        "key": str(uuid4()),
        "tablet": TABLET,
        "base": 1,
        "form": assessment_of(CARE).survey.version,
        "changes": [list(change) for change in changes.items()],
        "complete": False,
    } | other


def test_the_page_holds_nobodys_data_and_names_no_place_of_scripts_but_its_own(
    client: Client, survey: Survey
) -> None:
    page = client.get(ROOT).content.decode()
    assert "十三蔵" not in page
    assert "職員" not in page
    assert page == Client().get(ROOT).content.decode(), "the same for everybody, signed in or not"


def test_the_worker_keeps_the_page_and_every_file_that_it_names(client: Client) -> None:
    page, worker = client.get(ROOT).content.decode(), client.get(f"{ROOT}worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    told = json.loads(worker.content.decode().split(" = ", 1)[1].split(";\n")[0])
    assert told["files"][0] == ROOT
    named = {part.split('"')[0] for part in page.split('="')[1:] if part.startswith("/")}
    files = {one for one in named if one.startswith("/static/") or one.endswith(".css")}
    assert files <= set(told["files"])
    for file in told["files"]:
        answer = Client().get(file)
        assert answer.status_code == 200 or file.startswith("/static/"), file


def test_a_survey_is_taken_along_with_its_form_and_sent_back(client: Client, survey: Survey) -> None:
    (line,) = client.get(f"{ROOT}state/").json()["surveys"]
    assert (line["uuid"], line["person_name"]) == (str(survey.uuid), "会津 十三蔵")
    given = take(client, survey)
    (taken,) = given["surveys"]
    form = given["forms"][taken["form"]]
    items = [item for section in form["sections"] for item in section["items"]]
    assert sum(item["required"] for item in items) == 62
    asked = {item["key"]: item for item in items}["overview.home_help"]
    assert (asked["type"], asked["unit"], asked["minimum"], asked["required"]) == ("integer", "回", 0, False)
    assert (taken["version"], taken["place"]) == (1, "門田町1-2")
    sending = a_sending(survey, every_answer(), complete=True)
    first, again = post(client, "send", **sending), post(client, "send", **sending)
    assert (first.status_code, first.json()["completed"], first.json()["again"]) == (200, True, False)
    assert again.json() == first.json() | {"again": True}
    assert client.get(f"{ROOT}state/").json()["surveys"] == []


def test_a_page_that_is_older_is_told_so_before_anything_is_read(client: Client, survey: Survey) -> None:
    take(client, survey)
    for older in (PROTOCOL - 1, None, "1"):
        answer = post(client, "send", **a_sending(survey, every_answer(), protocol=older))
        assert answer.status_code == 409
        assert answer.json()["state"] == "app_old"
        assert "答えはタブレットに残っています" in answer.json()["message"]
    with tenancy.municipality(HERE):
        assert Survey.objects.get().fields == {}


def test_somebody_elses_survey_is_not_there(client: Client) -> None:
    theirs = ordered(an_office())
    assert take(client, theirs)["surveys"] == []
    answer = post(client, "send", **a_sending(theirs, {}))
    assert (answer.status_code, answer.json()["state"]) == (404, "gone")


@pytest.mark.parametrize(
    "other",
    [
        {"survey": "7"},
        {"key": None},
        {"base": -1},
        {"base": True},
        {"base": 2**40},
        {"changes": {"day": "2026-03-20"}},
        {"changes": [["day"]]},
        {"changes": [[3, "x"]]},
        {"changes": [["note:survey.walking", "\x00"]]},
        {"form": 3},
    ],
    ids=lambda other: json.dumps(other)[:40],
)
def test_what_no_tablet_sends_is_refused(client: Client, survey: Survey, other: dict[str, Any]) -> None:
    answer = post(client, "send", **(a_sending(survey, {}) | other))
    assert (answer.status_code, answer.json()["state"]) == (400, "refused")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b'{"protocol": 1, "survey": "\\ud800"}',
        b'{"protocol": 1e999}',
        b'{"protocol": "' + b"x" * 1_000_000 + b'"}',
    ],
    ids=["empty", "list", "half", "no UTF-8", "deep", "surrogate", "endless", "huge"],
)
def test_what_is_no_json_is_refused(client: Client, body: bytes) -> None:
    for path in ("send", "take"):
        answer = client.post(f"{ROOT}{path}/", body, content_type="application/json")
        assert answer.status_code == 400
        assert "答えはタブレットに残っています" in answer.json()["message"]


def test_a_clerk_without_the_role_has_no_tablet(signed_in: SignedIn) -> None:
    clerk = signed_in("counter_clerk", desks=("care_insurance",))
    assert clerk.get(f"{ROOT}state/").status_code == 403


def test_the_surveyor_sees_no_page_of_the_desk(client: Client) -> None:
    page = client.get(f"/{HERE}/").content.decode()
    assert "認定調査" in page
    for path in ("cases/", "residents/"):
        assert client.get(f"/{HERE}/{path}").status_code == 403


def test_a_post_without_a_token_is_refused(signed_in: SignedIn, sign_in_as: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in("surveyor").cookies
    assert post(strict, "send", protocol=PROTOCOL).status_code == 403
    token = strict.get(f"{ROOT}state/").json()["csrf"]
    answer = strict.post(
        f"{ROOT}send/", "{}", content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 409
