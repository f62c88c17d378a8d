"""The open interface, version 1: read what a municipality offers, and make a plan from answers.

Nothing is kept: a plan is made from the answers in the request and forgotten. There is no sign-in and no
cookie, so any site may call it from a browser.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from pydantic import BaseModel, ConfigDict, Field

from madoguchi.core import clock
from madoguchi.core.packs import (
    LifeEvent,
    MunicipalityPack,
    Packs,
    UnknownMunicipalityError,
    load_packs_or_refuse,
)
from madoguchi.core.vocabulary import AnswersError, facts_from_json
from madoguchi.engines.navigator.api import LONGEST_QUERY, Finder, check_answers, make_plan
from madoguchi.journeys.waiting import api as waiting
from madoguchi.surfaces.open_api.shapes import (
    EventShape,
    HallShape,
    HitShape,
    MunicipalityShape,
    PlanShape,
    ProblemShape,
    ProcedureShape,
    QuestionShape,
)


class _JsonParser(Parser):
    """JSON whose keys stand once, and that no nesting can bring down."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The decoded body. Raises HttpError 400."""
        try:
            return json.loads(request.body, object_pairs_hook=_once, parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise HttpError(400, "JSON として読めません。UTF-8 の JSON を送ってください。") from None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise HttpError(400, "同じ項目が二度書かれています。どちらか一つにしてください。")
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


api = NinjaAPI(
    title="Madoguchi",
    version="1",
    description="手続きの案内。答えは保存しません。",
    urls_namespace="open_api",
    docs_url=None,
    parser=_JsonParser(),
)
router = Router()

NOT_FOUND = {404: ProblemShape}


class PlanRequest(BaseModel):
    """What is known of a household, and the day for which the rules are read."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any] = Field(
        description="Values by item key; `members` is a list of the same for each person, where the prefix "
        "`person.` may be left out. Dates are ISO; an unknown month or day is 00. null: not known.",
        examples=[{"move.date": "2026-03-11", "members": [{"relation": "head", "birth_date": "1966-04-03"}]}],
    )
    today: date | None = None


class SearchRequest(BaseModel):
    """What somebody typed into a search box."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(max_length=LONGEST_QUERY, examples=["赤ちゃんが生まれた"])


_FIELDS = PlanRequest.model_fields.keys() | SearchRequest.model_fields.keys()


@router.get("/municipalities", response=list[MunicipalityShape])
def municipalities(request: HttpRequest) -> list[MunicipalityShape]:
    """The municipalities of this installation."""
    return [MunicipalityShape.of(one) for one in _packs().municipalities.values()]


@router.get("/municipalities/{code}/events", response={200: list[EventShape], **NOT_FOUND})
def events(request: HttpRequest, code: str) -> list[EventShape]:
    """What may happen in a life here."""
    return [EventShape.of(event) for event in _pack(code).events.values()]


@router.get(
    "/municipalities/{code}/events/{event}/questions", response={200: list[QuestionShape], **NOT_FOUND}
)
def questions(request: HttpRequest, code: str, event: str) -> list[QuestionShape]:
    """Every question that the event may put. A plan tells which of them comes next."""
    pack = _pack(code)
    return QuestionShape.all_of(pack, _event(pack, event))


@router.post(
    "/municipalities/{code}/events/{event}/plan",
    response={200: PlanShape, 404: ProblemShape, 422: ProblemShape},
)
def plan(request: HttpRequest, code: str, event: str, body: PlanRequest) -> PlanShape:
    """The procedures of a household, what to bring, and the next question."""
    today = body.today or clock.today()
    pack = _pack(code, today)
    _event(pack, event)
    facts = facts_from_json(body.answers, pack.vocabulary, today)
    check_answers(pack, event, facts)
    return PlanShape.of(make_plan(pack, event, facts))


@router.post(
    "/municipalities/{code}/search",
    response={200: list[HitShape], 404: ProblemShape, 422: ProblemShape},
)
def search(request: HttpRequest, code: str, body: SearchRequest) -> list[HitShape]:
    """Events and procedures by everyday words. POST, because what people type is personal."""
    return [HitShape.of(hit) for hit in Finder.of(_pack(code)).find(body.words)]


@router.get("/municipalities/{code}/procedures", response={200: list[ProcedureShape], **NOT_FOUND})
def procedures(request: HttpRequest, code: str) -> list[ProcedureShape]:
    """Every procedure that the municipality offers today."""
    pack = _pack(code)
    return [ProcedureShape.of(pack, one) for one in pack.procedures.values()]


@router.get("/municipalities/{code}/procedures/{key}", response={200: ProcedureShape, **NOT_FOUND})
def procedure(request: HttpRequest, code: str, key: str) -> ProcedureShape:
    """One procedure."""
    pack = _pack(code)
    found = pack.procedures.get(key)
    if found is None:
        raise HttpError(404, "この手続きはありません。手続きの一覧から key を選んでください。")
    return ProcedureShape.of(pack, found)


@router.get("/municipalities/{code}/waiting", response={200: list[HallShape], **NOT_FOUND})
def waiting_times(request: HttpRequest, code: str) -> list[HallShape]:
    """How many wait in each hall, and for how long, by what they come for. No ticket's number is told."""
    halls = _pack(code).halls.values()
    now = clock.now()
    return [HallShape.of(hall, waiting.seen(code, hall.key, public=True, follow=""), now) for hall in halls]


def _packs() -> Packs:
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS)


def _pack(code: str, day: date | None = None) -> MunicipalityPack:
    try:
        return _packs().for_municipality(code, day)
    except UnknownMunicipalityError:
        raise HttpError(404, "この市町村コードはありません。市町村の一覧から選んでください。") from None


def _event(pack: MunicipalityPack, key: str) -> LifeEvent:
    found = pack.events.get(key)
    if found is None:
        raise HttpError(404, "このできごとはありません。できごとの一覧から key を選んでください。")
    return found


def _answer(request: HttpRequest, problem: ProblemShape, status: int) -> HttpResponse:
    return api.create_response(request, problem.model_dump(), status=status)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    # What our parser said stands behind the library's own sentence.
    said = error.__cause__ if isinstance(error.__cause__, HttpError) else error
    return _answer(request, ProblemShape(message=said.message), said.status_code)


@api.exception_handler(AnswersError)
def _wrong_answers(request: HttpRequest, error: AnswersError) -> HttpResponse:
    item = error.item if error.item.isascii() and len(error.item) <= 100 else ""
    return _answer(request, ProblemShape(message=error.message, item=item, person=error.person), 422)


@api.exception_handler(ValidationError)
def _wrong_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = {".".join(map(str, one["loc"][2:])) for one in error.errors}
    known = sorted(place for place in places if place in _FIELDS)
    where = f"（{'、'.join(known)}）" if known else ""
    message = f"送られた内容の形が違います{where}。openapi.json の形で送ってください。"
    return _answer(request, ProblemShape(message=message), 422)


api.add_router("", router)
