"""What stands in the way of a box is said on the calling page and by `madoguchi box check`."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from tests.integration.engines.reception.hall import CODE, HALL, TUESDAY, again, at, call, open_desk, take

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import run
from madoguchi.engines.courier.api import LinkError, LinkRefusedError
from madoguchi.engines.reception import api as reception
from madoguchi.journeys.hall_box import api as hall_box
from madoguchi.journeys.hall_box import health, tasks, telling
from madoguchi.lib.link_certificates import OFFICE, link_files, make_authority, make_box
from madoguchi.surfaces.cli.commands import box
from madoguchi.surfaces.staff_web.views.errors import server_error

pytestmark = pytest.mark.django_db
END = at(60 * 24, Actor.system("reception"))
"""A day later, the day is closed."""


@pytest.fixture(autouse=True)
def a_box(settings: Any) -> Iterator[None]:
    """This installation looks after the hall; it is Tuesday, nine."""
    settings.MADOGUCHI_BOX_HALL = f"{CODE}:{HALL}"
    settings.MADOGUCHI_LINK_DIRECTORY = "/nowhere"
    with clock.fixed(TUESDAY):
        yield


def headings(minutes: float = 0) -> list[str]:
    """What is said, so many minutes after nine."""
    with clock.fixed(TUESDAY + timedelta(minutes=minutes)):
        return [one.heading for one in hall_box.troubles_here(CODE, HALL)]


class Answering:
    """A centre whose clock differs by so much."""

    def __init__(self, off: timedelta = timedelta(0), raises: Exception | None = None) -> None:
        self.off, self.raises = off, raises

    def __enter__(self) -> Answering:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ask(self, municipality_code: str, what: str, given: bytes, /) -> dict[str, Any]:
        """Whoever may call is nobody."""
        if self.raises:
            raise self.raises
        return {"accounts": [], "now": (clock.now() + self.off).isoformat(), "leaving": {}, "bookings": []}


def round_with(centre: Answering, monkeypatch: pytest.MonkeyPatch, minutes: float = 0) -> None:
    """The job of the box."""
    monkeypatch.setattr(tasks, "open_way", lambda: centre)
    monkeypatch.setattr(telling, "_takers", {})
    with clock.fixed(TUESDAY + timedelta(minutes=minutes)):
        tasks.round_(60)


def test_a_box_that_reaches_the_centre_says_nothing_and_one_that_does_not_says_since_when(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    round_with(Answering(), monkeypatch)
    assert headings(4) == []
    round_with(Answering(raises=LinkError()), monkeypatch, 6)
    assert headings(6) == ["庁内につながっていません"]
    with clock.fixed(TUESDAY + timedelta(minutes=6)):
        (said,) = hall_box.troubles_here(CODE, HALL)
    assert said.text.startswith("9:00から")
    assert not said.is_urgent
    round_with(Answering(), monkeypatch, 7)
    assert headings(7) == []


def test_a_box_that_was_replaced_reads_why_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    round_with(Answering(raises=LinkRefusedError("もう受付端末に任せていません。")), monkeypatch)
    (said,) = hall_box.troubles_here(CODE, HALL)
    assert said.is_urgent
    assert "もう受付端末に任せていません" in said.text


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (timedelta(seconds=60), ""),
        (timedelta(minutes=-5), "5分進んで"),
        (timedelta(hours=1), "60分遅れて"),
        (timedelta(days=-3), "約3日進んで"),
    ],
    ids=["a minute", "ahead", "an hour behind", "days ahead"],
)
def test_a_clock_that_differs_from_the_centres_is_told(
    off: timedelta, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_with(Answering(off), monkeypatch)
    assert said in "".join(one.text for one in hall_box.troubles_here(CODE, HALL))
    assert bool(hall_box.troubles_here(CODE, HALL)) == bool(said)


def test_nobody_loses_the_turn_when_the_clock_goes_back_an_hour_and_the_clerk_reads_it() -> None:
    open_desk(minutes=60)
    first = take("other", minutes=60)
    second = take("other", minutes=1)
    assert headings(1) == ["端末の時計が戻っています"]
    assert call(minutes=2).uuid == first.uuid
    assert again(second).status == "waiting"
    assert headings(62) == []


def test_numbers_given_while_the_clock_was_a_day_ahead_are_named_after_it_was_put_right() -> None:
    ahead = take("other", minutes=24 * 60)
    assert "4月8日の日付で出した番号札があります" in headings()
    with clock.fixed(TUESDAY):
        texts = "".join(one.text for one in hall_box.troubles_here(CODE, HALL))
    assert ahead.number in texts
    assert take("other").status == "waiting", "the hall goes on"


def test_nobody_is_given_a_new_number_because_the_clock_is_behind_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take("other", minutes=24 * 60)
    round_with(Answering(timedelta(days=1)), monkeypatch)
    assert headings() == ["端末の時計が合っていません", "端末の時計が戻っています"]
    round_with(Answering(), monkeypatch)
    assert "4月8日の日付で出した番号札があります" in headings()


def test_a_clock_that_lost_its_battery_calls_no_number_one_of_days_to_come() -> None:
    take("other", minutes=60 * 24 * 364)
    assert headings() == ["端末の時計が戻っています"]


def test_who_was_sent_away_by_a_clock_that_was_ahead_waits_again(monkeypatch: pytest.MonkeyPatch) -> None:
    open_desk()
    called, waiting = take("other"), take("other")
    shown = call(minutes=4)
    before = {one.uuid: again(one).status for one in (waiting, called)}
    run(reception.EndDays(), END, None)
    assert {again(one).status for one in (waiting, called)} == {"left"}
    round_with(Answering(), monkeypatch, 10)
    assert {one.uuid: again(one).status for one in (waiting, called)} == before
    assert shown.uuid in before
    round_with(Answering(), monkeypatch, 11)
    assert again(waiting).version == waiting.version + 2, "once"


def test_a_day_that_is_over_stays_over() -> None:
    gone = take("other")
    run(reception.EndDays(), END, None)
    run(reception.EndDays(), END, None)
    assert again(gone).status == "left"


def test_a_clock_that_differs_from_the_centres_closes_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = take("other")
    round_with(Answering(timedelta(days=-1)), monkeypatch)
    run(reception.EndDays(), END, None)
    assert again(waiting).status == "waiting"


def test_a_clock_without_battery_gives_no_numbers_until_it_is_set_or_the_centre_confirms_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take("other", minutes=60 * 24 * 364)
    with pytest.raises(reception.ClockResetError, match="2027年4月6日の番号札があります"):
        take("other")
    round_with(Answering(), monkeypatch)
    assert take("other", minutes=1).status == "waiting"


def test_a_full_disk_and_a_certificate_that_ends_are_told(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=12_000_000))
    assert headings() == ["端末のディスクが、もうすぐいっぱいです"]
    monkeypatch.undo()
    make_authority(tmp_path)
    made, there = make_box(tmp_path, CODE, HALL, "box-main"), link_files(tmp_path, OFFICE)
    there.certificate.write_bytes(made.certificate.read_bytes())
    settings.MADOGUCHI_LINK_DIRECTORY = tmp_path
    assert headings() == []

    class Later(datetime):
        @classmethod
        def now(cls, zone: Any = None) -> Any:
            return datetime.now(UTC) + timedelta(days=800)

    monkeypatch.setattr(health, "datetime", Later)
    assert headings() == ["受付端末の証明書の期限が近づいています"]


def test_the_calling_page_says_it_and_the_centre_says_nothing_of_the_kind(
    settings: Any, sign_in_as: Callable[[StaffMember], Client]
) -> None:
    clerk = StaffMember.objects.create_staff(CODE, "mado", "a-password-for-tests", roles=["counter_clerk"])
    client = sign_in_as(clerk)
    reception.note_round(CODE, HALL, refused="ほかの受付端末に任せてあります。")
    address = f"/{CODE}/reception/{HALL}/1/"
    assert "ほかの受付端末に任せてあります" in client.get(address).content.decode()
    settings.MADOGUCHI_BOX_HALL = ""
    assert "ほかの受付端末に任せてあります" not in client.get(address).content.decode()


def check(monkeypatch: pytest.MonkeyPatch, way: Callable[[], Any]) -> int:
    """`madoguchi box check`."""
    monkeypatch.setattr(hall_box, "open_way", way)
    return box.run(argparse.Namespace(box_command="check", json=True))


def test_the_check_tells_everything_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(monkeypatch, Answering) == 0
    assert json.loads(capsys.readouterr().out)["troubles"] == []
    take("other")
    assert check(monkeypatch, lambda: Answering(timedelta(hours=-1))) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["centre"], told["untold"]) == (True, 1)
    assert told["troubles"][0]["urgent"]
    assert check(monkeypatch, lambda: Answering(raises=LinkRefusedError("証明書が違います。"))) == 1
    assert "証明書が違います" in json.loads(capsys.readouterr().out)["troubles"][0]["text"]


@pytest.mark.parametrize(
    ("state", "said"),
    [("53100", "記録する場所がいっぱいです"), ("57P01", "データベースにつながりません")],
    ids=["full", "away"],
)
def test_a_page_without_database_says_whose_fault_it_is(state: str, said: str) -> None:
    cause = Exception()
    cause.sqlstate = state  # type: ignore[attr-defined]
    try:
        raise OperationalError from cause
    except OperationalError:
        answer = server_error(RequestFactory().get(f"/{CODE}/reception/"))
    assert answer.status_code == 503
    assert said in answer.content.decode()
    assert server_error(RequestFactory().get("/")).status_code == 500


def test_a_database_that_ended_for_want_of_room_is_not_said_to_restart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(connection.settings_dict, "EMBEDDED_DATA", tmp_path / "postgres")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=500_000))
    try:
        raise OperationalError from ConnectionRefusedError()
    except OperationalError:
        answer = server_error(RequestFactory().get(f"/{CODE}/reception/"))
    assert "記録する場所がいっぱいです" in answer.content.decode()


def test_the_command_without_database_says_what_to_look_at(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(*_: object) -> dict[str, Any]:
        raise OperationalError

    monkeypatch.setattr(box, "_check", away)
    assert box.run(argparse.Namespace(box_command="check", json=False)) == 1
    assert "PostgreSQLが動いているか" in capsys.readouterr().err
