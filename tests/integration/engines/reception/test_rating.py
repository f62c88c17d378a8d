"""Five faces: once for each ticket, from the public zone to the office."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import run
from madoguchi.engines.reception import api

from .hall import CODE, HALL, KIOSK, TUESDAY, at, take

pytestmark = pytest.mark.django_db


def rate(face: str, follow: str = "", remark: str = "", minutes: float = 60) -> api.Rating:
    return run(api.RateVisit(), at(minutes, KIOSK), api.NewRating(HALL, face, remark, follow))


def join(*given: dict[str, object]) -> list[str]:
    return run(api.JoinRatings(), at(90, Actor.system("reception")), list(given))


def ratings() -> list[api.Rating]:
    with tenancy.municipality(CODE):
        return list(api.Rating.objects.all())


def test_a_ticket_answers_once_and_the_answer_knows_what_for() -> None:
    ticket = take("my_number")
    assert api.has_rated(CODE, ticket.follow) is False
    kept = rate("5", ticket.follow, "  とても\n助かった ")
    assert (kept.face, kept.remark, kept.purpose, kept.origin) == (
        5,
        "とても 助かった",
        "my_number",
        "walk_in",
    )
    assert ticket.follow not in str(vars(kept))
    with pytest.raises(api.AlreadyRatedError, match="もう受け取りました"):
        rate("1", ticket.follow)
    assert api.has_rated(CODE, ticket.follow)
    assert [one.face for one in ratings()] == [5]


def test_on_a_device_anybody_may_answer_again() -> None:
    assert [rate("4").digest, rate("2").digest] == ["", ""]


@pytest.mark.parametrize("face", ["", "0", "6", "５", "-1", "5.0", "'; DROP TABLE", "1" * 99])
def test_a_face_that_is_none_is_refused(face: str) -> None:
    with pytest.raises(api.RatingRefusedError, match="顔を1つ"):
        rate(face)


def test_a_remark_that_is_too_long_says_how_long_it_may_be() -> None:
    rate("3", remark="あ" * 140)
    with pytest.raises(api.RatingRefusedError, match=r"140文字まで.*141文字"):
        rate("3", remark="あ" * 141)


def test_the_office_gets_every_answer_once_and_the_public_zone_forgets_the_remark() -> None:
    ticket = take("my_number")
    # In the public zone nobody knows the ticket; both zones lie in one database here.
    kept = rate("5", ticket.follow, "椅子がほしい")
    [told] = api.ratings_to_hand_on(CODE, [], TUESDAY)
    assert set(told) == {"uuid", "day", "at", "face", "remark", "language", "digest"}
    with tenancy.municipality(CODE):
        api.Rating.objects.all().delete()
    settled = join(told)
    assert settled == [str(kept.uuid)]
    [there] = ratings()
    assert (there.face, there.remark, there.purpose, there.hall) == (5, "椅子がほしい", "my_number", HALL)
    assert join(told) == settled
    assert len(ratings()) == 1
    with tenancy.municipality(CODE):
        api.Rating.objects.update(handed_on=False)
    assert api.ratings_to_hand_on(CODE, [*settled, "no uuid"], TUESDAY) == []
    assert ratings()[0].remark == ""
    api.ratings_to_hand_on(CODE, [], TUESDAY + timedelta(days=8))
    assert ratings() == []


def test_answers_that_nobody_here_can_have_given_are_passed_over_and_settled() -> None:
    ticket = take()
    rate("4", ticket.follow)
    [told] = api.ratings_to_hand_on(CODE, [], TUESDAY)
    with tenancy.municipality(CODE):
        api.Rating.objects.all().delete()
    wrong: list[dict[str, object]] = [
        {**told, "digest": "0" * 32},
        {**told, "face": 9},
        {**told, "day": "yesterday"},
        {**told, "at": "2026-04-07T10:00:00"},
        {**told, "uuid": "x"},
        {**told, "remark": "あ" * 500},
        {},
    ]
    assert len(join(*wrong)) == len(wrong)
    assert ratings() == []


@pytest.mark.parametrize(
    "broken",
    [
        {"at": "0001-01-01T00:00:00+09:00"},
        {"at": "9999-12-31T23:59:59-12:00"},
        {"language": "\x00"},
        {"language": "\ud800"},
    ],
    ids=["no year", "last year", "nul", "half a sign"],
)
def test_an_answer_that_cannot_be_kept_keeps_no_other_away(broken: dict[str, object]) -> None:
    def told(ticket: api.Ticket) -> dict[str, object]:
        digest = api.follow_digest(ticket.follow)
        said = {"day": str(ticket.day), "at": ticket.taken_at.isoformat(), "face": 4, "digest": digest}
        return said | {"uuid": str(uuid4())}

    first, second = told(take()) | broken, told(take())
    assert join(first, second) == [first["uuid"], second["uuid"]]
    assert [one.digest for one in ratings()] == [second["digest"]]
    assert api.figures(CODE, HALL, TUESDAY, TUESDAY).satisfaction.count == 1
