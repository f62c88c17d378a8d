"""A hall on a box of its own: what it did is joined at the centre, once, and nobody else works in it."""

from __future__ import annotations

from typing import Any

import pytest

from madoguchi.core import tenancy
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.engines.reception import api
from madoguchi.engines.reception.models import Stay

from .box import ELSEWHERE, context, sent
from .hall import CODE, HALL, KIOSK, at, call, clerk, of, open_desk, take

pytestmark = pytest.mark.django_db
BOX = api.GivenToBox(HALL, "box-main", "0A1B")


@pytest.fixture
def centre() -> None:
    """At the centre the hall has been given to the box."""
    run(api.GiveHallToBox(), context(), BOX)


def bring(batch: dict[str, Any], serial: str = "0A1B") -> int:
    """The box tells the centre."""
    return run(api.JoinFromBox(), context(), api.Brought(HALL, sent(batch), serial))


def tell() -> int:
    """One batch, told and acknowledged."""
    batch = api.unjoined(CODE, HALL)
    joined = bring(batch)
    with tenancy.municipality(CODE):
        api.mark_joined(batch)
    return joined


def told() -> dict[str, tuple[str, int]]:
    """Number, status and how many events of each ticket at the centre."""
    with tenancy.municipality(ELSEWHERE):
        return {
            one.number: (one.status, one.events.count())
            for one in api.Ticket.objects.filter(hall=HALL).order_by("sequence")
        }


@pytest.mark.usefixtures("centre")
def test_a_day_without_network_is_joined_afterwards_with_everything_that_happened() -> None:
    open_desk()
    first, second, third = take(), take(minutes=1), take("certificates", minutes=2)
    called = call(minutes=3)
    run(api.FinishTicket(), at(8), of(called))
    call(minutes=9)
    assert tell() == 3
    assert told() == {
        first.number: ("called", 2),
        second.number: ("waiting", 1),
        third.number: ("finished", 3),
    }
    assert api.unjoined(CODE, HALL) == {}


@pytest.mark.usefixtures("centre")
def test_telling_twice_changes_nothing() -> None:
    open_desk()
    take()
    batch = api.unjoined(CODE, HALL)
    assert (bring(batch), bring(batch)) == (1, 0)
    assert told() == {"A001": ("waiting", 1)}


@pytest.mark.usefixtures("centre")
def test_only_what_changed_is_told_again_and_a_desk_that_passes_from_one_to_the_next_is_no_obstacle() -> None:
    open_desk()
    take(), take(minutes=1)
    current = call(minutes=2)
    assert tell() == 2
    call(minutes=5, current=current)
    batch = api.unjoined(CODE, HALL)
    assert [one["status"] for one in batch["tickets"]][-1] == "called"  # who is at a desk comes last
    assert tell() == 2
    assert {status for status, _ in told().values()} == {"waiting", "called"}


@pytest.mark.usefixtures("centre")
def test_an_older_state_that_comes_late_overwrites_nothing() -> None:
    open_desk()
    take()
    old = api.unjoined(CODE, HALL)
    call(minutes=1)
    assert tell() == 1
    assert bring(old) == 0
    assert told() == {"A001": ("called", 2)}


@pytest.mark.usefixtures("centre")
def test_at_the_centre_nobody_gives_or_calls_numbers_of_the_hall() -> None:
    with pytest.raises(api.HallElsewhereError, match="box-main"):
        run(api.TakeTicket(), context(), api.NewTicket(HALL, "moving"))
    with pytest.raises(api.HallElsewhereError, match="box-main"):
        run(api.OpenDesk(), context(), api.Opening(HALL, "1"))


def test_a_box_works_in_its_own_hall_only(settings: Any) -> None:
    settings.MADOGUCHI_BOX_HALL = f"{CODE}:{HALL}"
    open_desk()
    assert take().number == "A001"
    with pytest.raises(api.HallElsewhereError, match="ほかの待合"):
        run(api.TakeTicket(), context(), api.NewTicket(HALL, "moving"))


def test_a_hall_that_was_not_given_to_a_box_takes_nothing_from_one() -> None:
    take()
    with pytest.raises(api.JoiningRefusedError, match="もう受付端末に任せていません"):
        bring(api.unjoined(CODE, HALL))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda batch: batch["tickets"][0].update(minutes=[]),
        lambda batch: batch["tickets"][0].update(minutes={"told": float("inf")}),
        lambda batch: batch["tickets"][0].update(sequence=10**30),
        lambda batch: batch["tickets"][0].update(taken_at="9999-12-31T23:59:59-23:59"),
        lambda batch: batch["days"][0].update(letters={"A": "many"}),
        lambda batch: batch["days"][0].update(letters={"A": 10**30}),
        lambda batch: batch["days"][0].update(day="yesterday"),
    ],
)
@pytest.mark.usefixtures("centre")
def test_rows_that_cannot_be_are_refused_with_words_and_the_next_batch_is_taken(spoil: Any) -> None:
    take()
    batch = api.unjoined(CODE, HALL)
    assert bring(batch) == 1
    take(minutes=1)
    spoilt = api.unjoined(CODE, HALL)
    spoil(spoilt)
    with pytest.raises(api.JoiningRefusedError, match="形が違います"):
        bring(spoilt)
    assert bring(api.unjoined(CODE, HALL)) == 1


@pytest.mark.parametrize(
    "before",
    [
        {"uuid": "00000000-0000-4000-8000-000000000000"},
        {"turn_sequence": 1},
        {"municipality_code": "072087"},
        {"save": None},
        {"__class__": "Ticket"},
        {"status": "gone"},
        {"status": ["waiting"]},
        {"calls": -1},
        {"calls": 10**30},
        {"called_at": "yesterday"},
        {"called_at": "2026-11-24T09:00:00"},
        {"then": {"a": 1}},
        {"then": [1]},
        {"then": ["a" * 61]},
        {"then": ["moving"] * 21},
        {"desk": "1" * 21},
        {"queued_at": None},
        {"": ""},
    ],
    ids=lambda before: next(iter(before)) or "nothing",
)
@pytest.mark.usefixtures("centre")
def test_what_an_event_says_was_there_before_is_a_ticket_or_is_refused(before: dict[str, Any]) -> None:
    open_desk()
    take()
    call(minutes=1)
    batch = api.unjoined(CODE, HALL)
    batch["tickets"][0]["events"][-1]["before"] = before
    with pytest.raises(api.JoiningRefusedError, match="データの形が違います（番号札"):
        bring(batch)
    assert told() == {}
    assert bring(api.unjoined(CODE, HALL)) == 1


@pytest.mark.usefixtures("centre")
def test_what_was_there_before_comes_over_as_the_ticket_keeps_it_and_nothing_more() -> None:
    open_desk()
    take()
    call(minutes=1)
    batch = api.unjoined(CODE, HALL)
    there = batch["tickets"][0]["events"][-1]["before"]
    assert bring(batch) == 1
    with tenancy.municipality(ELSEWHERE):
        assert api.Ticket.objects.get(hall=HALL).events.latest("version").before == there


@pytest.mark.parametrize(
    "spoil",
    [
        lambda batch: batch["tickets"][0]["events"].append(
            batch["tickets"][0]["events"][0] | {"uuid": "00000000-0000-4000-8000-000000000000"}
        ),
        lambda batch: [one.update(number="A001") for one in batch["tickets"]],
        lambda batch: [one.update(status="called", desk="1") for one in batch["tickets"]],
    ],
    ids=["two events of one version", "one number twice", "two at one desk"],
)
@pytest.mark.usefixtures("centre")
def test_rows_that_cannot_both_be_are_refused_with_words(spoil: Any) -> None:
    open_desk()
    take(), take(minutes=1)
    call(minutes=2)
    batch = api.unjoined(CODE, HALL)
    spoil(batch)
    with pytest.raises(api.JoiningRefusedError, match="重なっています"):
        bring(batch)
    assert told() == {}
    assert bring(api.unjoined(CODE, HALL)) == 2


@pytest.mark.usefixtures("centre")
def test_a_box_changes_no_ticket_and_no_desk_of_another_hall() -> None:
    open_desk()
    take()
    batch = api.unjoined(CODE, HALL)
    bring(batch)
    for model in (api.Ticket, api.DeskSession):
        with tenancy.municipality(ELSEWHERE):
            model.objects.update(hall="annex")
        batch["tickets"][0]["version"] += 1
        with pytest.raises(api.JoiningRefusedError, match="ほかの待合"):
            bring(batch | ({"tickets": []} if model is api.DeskSession else {"sessions": []}))


@pytest.mark.usefixtures("centre")
def test_another_box_is_sent_away_and_the_hall_stays_with_the_first() -> None:
    take()
    with pytest.raises(api.JoiningRefusedError, match="ほかの受付端末"):
        bring(api.unjoined(CODE, HALL), serial="FFFF")
    with pytest.raises(api.HallElsewhereError, match="先に"):
        run(api.GiveHallToBox(), context(), api.GivenToBox(HALL, "box-other", "0C"))
    assert told() == {}


@pytest.mark.usefixtures("centre")
def test_taken_back_the_hall_goes_on_at_the_centre_with_the_next_number() -> None:
    take(), take(minutes=1)
    tell()
    run(api.TakeHallBack(), context(), HALL)
    assert run(api.TakeTicket(), context(), api.NewTicket(HALL, "moving")).number == "A003"


@pytest.mark.usefixtures("centre")
def test_a_number_that_the_centre_gave_to_somebody_else_is_not_overwritten() -> None:
    take()
    late = api.unjoined(CODE, HALL)
    run(api.TakeHallBack(), context(), HALL)
    run(api.TakeTicket(), context(), api.NewTicket(HALL, "moving"))
    run(api.GiveHallToBox(), context(), BOX)
    with pytest.raises(api.JoiningRefusedError, match="A001番は、ここでほかの方に"):
        bring(late)


def test_a_box_that_begins_in_the_day_goes_on_where_the_centre_stopped() -> None:
    open_desk()
    take(), take(minutes=1)
    call(minutes=2)
    day = sent(api.whole_day(CODE, HALL, at().now.date()))
    assert run(api.TakeOverDay(), context(), api.Brought(HALL, day)) == 2
    assert told() == {"A001": ("called", 2), "A002": ("waiting", 1)}
    assert api.unjoined(ELSEWHERE, HALL) == {}  # the centre knows it already
    assert run(api.TakeTicket(), context(), api.NewTicket(HALL, "moving")).number == "A003"
    assert [one["number"] for one in api.unjoined(ELSEWHERE, HALL)["tickets"]] == ["A003"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "gone"),
        ("number", "A" * 9),
        ("sequence", -1),
        ("sequence", "many"),
        ("turn_at", None),
        ("turn_at", "tomorrow"),
        ("then", {"a": 1}),
        ("hall", "annex"),
        ("uuid", "1"),
        ("events", "none"),
        ("minutes", {"told": "soon"}),
    ],
)
@pytest.mark.usefixtures("centre")
def test_rows_of_another_shape_are_refused_whole(name: str, value: object) -> None:
    take(), take(minutes=1)
    batch = sent(api.unjoined(CODE, HALL))
    batch["tickets"][1][name] = value
    with pytest.raises(api.JoiningRefusedError, match="データの形が違います"):
        run(api.JoinFromBox(), context(), api.Brought(HALL, batch, "0A1B"))
    assert told() == {}


def test_only_a_manager_gives_a_hall_away() -> None:
    with pytest.raises(NotAllowedError):
        run(api.GiveHallToBox(), at(0, clerk()), BOX)
    with pytest.raises(NotAllowedError):
        run(api.TakeHallBack(), at(0, KIOSK), HALL)


@pytest.mark.usefixtures("centre")
def test_the_end_of_the_day_at_the_centre_leaves_the_box_alone() -> None:
    take()
    tell()
    run(api.EndDays(), context(60 * 24), None)
    assert told() == {"A001": ("waiting", 1)}


@pytest.mark.usefixtures("centre")
def test_figures_of_the_centre_have_the_waits_of_the_box_and_what_was_told_of_them() -> None:
    open_desk()
    waiting = take()
    with tenancy.municipality(CODE):
        Stay.objects.filter(ticket=waiting, part=0).update(told=12, low=8, high=18)
    run(api.FinishTicket(), at(9), of(call(minutes=5)))
    tell()
    with tenancy.municipality(ELSEWHERE):
        stay = Stay.objects.get(ticket__number=waiting.number, part=0)
    assert (stay.waited, stay.told, stay.low, stay.high) == (300, 12, 8, 18)
