"""The open interface over HTTP: what it gives, what wrong requests get."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import facts_from_json
from madoguchi.engines.navigator.api import make_plan

HERE = "/api/v1/municipalities/072028"
PLAN = f"{HERE}/events/moving_in/plan"
TODAY = date(2026, 3, 19)
UNREADABLE = "JSON として読めません。UTF-8 の JSON を送ってください。"
TWICE = "同じ項目が二度書かれています。どちらか一つにしてください。"
ANSWERS: dict[str, Any] = {
    "move.date": "2026-03-11",
    "move.from_kind": "other_prefecture",
    "members": [
        {"relation": "head", "birth_date": "1966-04-03"},
        {"relation": "child", "birth_date": "2020-02-29"},
    ],
}


@pytest.fixture
def api(resident_site: None) -> Client:
    return Client()


def post(api: Client, body: object, address: str = PLAN) -> tuple[int, Any]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = api.post(address, content, content_type="application/json")
    return response.status_code, response.json()


def test_a_plan_is_the_navigators_plan(api: Client, settings: Any) -> None:
    status, told = post(api, {"answers": ANSWERS, "today": TODAY.isoformat()})
    pack = load_packs_or_refuse(Path(settings.MADOGUCHI_PACKS)).for_municipality("072028", TODAY)
    plan = make_plan(pack, "moving_in", facts_from_json(ANSWERS, pack.vocabulary, TODAY))
    assert status == 200
    assert [(one["key"], one["person"]) for one in told["procedures"]] == [
        (entry.key, entry.person) for entry in plan.entries
    ]
    assert plan.next_question is not None
    assert told["next_question"]["item"] == plan.next_question.item.key
    deadlines = {one["key"]: one["deadline"] for one in told["procedures"]}
    assert deadlines["move_in_notification"] == "2026-03-25"


def test_answering_what_is_asked_comes_to_an_end(api: Client) -> None:
    answers: dict[str, Any] = {"members": [{"relation": "head", "birth_date": "1966-04-03"}]}
    asked = []
    for _ in range(60):
        _, told = post(api, {"answers": answers, "today": TODAY.isoformat()})
        question = told["next_question"]
        if question is None:
            break
        asked.append(question["item"])
        if question["item"].startswith("person."):
            answers["members"][0][question["item"]] = None
        else:
            answers[question["item"]] = None
    assert told["finished"]
    assert len(asked) == len(set(asked))


def test_events_questions_and_procedures_can_be_read(api: Client) -> None:
    assert {"code": "072028", "name": "会津若松市"}.items() <= api.get("/api/v1/municipalities").json()[
        0
    ].items()
    assert "moving_in" in [event["key"] for event in api.get(f"{HERE}/events").json()]
    asked = api.get(f"{HERE}/events/moving_in/questions").json()
    assert next(one for one in asked if one["item"] == "members")["roster"]
    procedures = api.get(f"{HERE}/procedures").json()
    one = next(one for one in procedures if one["key"] == "move_in_notification")
    assert one == api.get(f"{HERE}/procedures/move_in_notification").json()
    assert one["sources"]
    assert one["desk_role"] == "resident_register"


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/municipalities/999999/events",
        f"{HERE}/events/no_such_event/questions",
        f"{HERE}/procedures/no_such_procedure",
    ],
    ids=["municipality", "event", "procedure"],
)
def test_what_does_not_exist_is_said_in_words(api: Client, address: str) -> None:
    response = api.get(address)
    assert response.status_code == 404
    assert "ありません" in response.json()["message"]


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (b"{", 400, {"message": UNREADABLE}),
        (b"[" * 100_000, 400, {"message": UNREADABLE}),
        (b'{"answers": {"move.date": NaN}}', 400, {}),
        (
            b'{"answers": {}, "answers": {}}',
            400,
            {"message": "同じ項目が二度書かれています。どちらか一つにしてください。"},
        ),
        ({"answers": []}, 422, {}),
        ({"answers": {}, "name": "会津"}, 422, {}),
        ({"answers": {}, "today": "2026-02-30"}, 422, {}),
        ({"answers": {"move.date": "2026-02-30"}}, 422, {"item": "move.date"}),
        ({"answers": {"move.dat": "2026-02-03"}}, 422, {"item": "move.dat"}),
        ({"answers": {"members": [{"birth_date": 5}]}}, 422, {"item": "person.birth_date", "person": 0}),
    ],
    ids=["torn", "nested", "NaN", "twice", "list", "unknown field", "today", "date", "item", "member"],
)
def test_a_wrong_request_is_told_what_is_wrong(
    api: Client, body: object, status: int, told: dict[str, Any]
) -> None:
    given, answer = post(api, body)
    assert given == status
    assert answer["message"]
    assert told.items() <= answer.items()


def test_what_was_sent_is_never_repeated(api: Client) -> None:
    for answers in ({"move.date": "会津十三蔵"}, {"会津十三蔵": 1}, {"members": [{"会津十三蔵": 1}]}):
        _, answer = post(api, {"answers": answers})
        assert "十三蔵" not in json.dumps(answer, ensure_ascii=False)


def test_any_site_may_call_it_and_no_cookie_is_set(api: Client) -> None:
    preflight = api.options(
        PLAN,
        HTTP_ORIGIN="https://city.example",
        HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST",
        HTTP_ACCESS_CONTROL_REQUEST_HEADERS="content-type",
    )
    assert preflight["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in preflight
    answer = api.get(f"{HERE}/events", HTTP_ORIGIN="https://city.example")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert "Access-Control-Allow-Origin" not in api.get("/", HTTP_ORIGIN="https://city.example")


def test_the_description_names_every_address_and_shape(api: Client) -> None:
    description = api.get("/api/v1/openapi.json").json()
    assert f"{PLAN.replace('072028', '{code}').replace('moving_in', '{event}')}" in description["paths"]
    assert {"PlanShape", "PlanRequest", "ProblemShape"} <= set(description["components"]["schemas"])


def test_everyday_words_find_events_and_procedures(api: Client) -> None:
    status, hits = post(api, {"words": "赤ちゃんが生まれた"}, f"{HERE}/search")
    assert status == 200
    assert {"event", "procedure"} == {hit["kind"] for hit in hits}
    assert "childbirth" in [hit["key"] for hit in hits[:3]]


@pytest.mark.parametrize(
    "body",
    [{}, {"words": 1}, {"words": "あ" * 201}, {"words": "引越し", "more": 1}],
    ids=["nothing", "a number", "too long", "unknown field"],
)
def test_a_search_of_another_shape_is_refused_without_repeating_it(api: Client, body: object) -> None:
    status, told = post(api, body, f"{HERE}/search")
    assert status == 422
    assert "あああ" not in told["message"]
    assert "引越し" not in told["message"]


def test_a_plan_has_a_link_without_anything_of_the_household(api: Client) -> None:
    _, told = post(api, {"answers": {**ANSWERS, "move.protected": True}, "today": TODAY.isoformat()})
    assert told["link"].startswith("/072028/moving_in/list/?procedures=")
    assert "move_in_notification" in told["link"]
    assert "protection_measure" not in told["link"]
    assert api.get(told["link"]).status_code == 200
    (discreet,) = (one for one in told["procedures"] if one["key"] == "protection_measure")
    assert "支援措置" not in discreet["label"] + discreet["why"] + (discreet["law"] or "")
