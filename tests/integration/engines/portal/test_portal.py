"""Applications are fetched from the portal's stand-in once, given once, and reported, whatever breaks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.audit import api as audit
from madoguchi.engines.portal import api, rounds, tasks
from madoguchi.engines.portal.actions.reporting import NotInTransactionError
from madoguchi.engines.portal.domain import arrivals
from madoguchi.engines.portal.models import PortalArrival, PortalChunk, PortalReport
from madoguchi.surfaces.cli.main import main
from madoguchi_testing.portal import PortalStandIn, Submitted

pytestmark = pytest.mark.django_db
HERE, NEIGHBOUR = "072028", "072087"
PORTAL = Actor.system("portal")
DATA = {"applicant": {"name": "会津 花", "birth": "1993-04-01", "sex": "2"}, "children": []}


@pytest.fixture
def stand_in(tmp_path: Path, settings: Any) -> Iterator[PortalStandIn]:
    with PortalStandIn() as portal:
        settings.MADOGUCHI_PORTAL_FILE = str(
            portal.write_format(tmp_path, {HERE: "07202", NEIGHBOUR: "07207"})
        )
        yield portal


@pytest.fixture
def receive_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[arrivals.PortalReceiver], None]:
    return lambda receiver: monkeypatch.setattr(arrivals, "_receivers", [receiver])


def submit(portal: PortalStandIn, *numbers: str, content: bytes | None = None, **more: Any) -> None:
    for number in numbers:
        moment = clock.now() - timedelta(days=more.get("days_ago", 0), hours=1)
        portal.submit(
            Submitted(number, more.get("organization", "07202"), moment, content or json.dumps(DATA).encode())
        )


def client(code: str = HERE) -> api.PortalClient:
    described, file = api.portal_format(), api.portal_file()
    assert described is not None
    assert file is not None
    return api.PortalClient(described, file.parent, code)


def fetch(code: str = HERE) -> api.RoundDone:
    with client(code) as errand:
        return api.round_at(code, errand)


def deliver(number: str) -> PortalArrival:
    return run(api.DeliverPortalApplication(), Context(HERE, PORTAL), number)


def numbers(code: str = HERE) -> list[str]:
    with tenancy.municipality(code):
        return list(PortalArrival.objects.values_list("number", flat=True))


def test_all_pages_are_fetched_once_and_nobody_elses(stand_in: PortalStandIn) -> None:
    submit(stand_in, "A1", "A2", "A3", "A4", "A5")
    submit(stand_in, "B1", organization="07207")
    assert fetch().fetched == 5
    assert fetch().fetched == 0
    assert stand_in.fetches == ["A1", "A2", "A3", "A4", "A5"]
    assert (numbers(), numbers(NEIGHBOUR)) == (["A1", "A2", "A3", "A4", "A5"], [])
    waiting = ProcrastinateJob.objects.filter(task_name="portal.deliver")
    assert waiting.count() == 5


def test_a_session_that_ends_is_opened_again_and_a_wrong_password_is_told(
    stand_in: PortalStandIn, tmp_path: Path
) -> None:
    submit(stand_in, "A1", "A2", "A3")
    with client() as errand:
        errand.login()
        stand_in.forget_tokens()
        assert api.round_at(HERE, errand).fetched == 3
    assert stand_in.logins == 2
    (tmp_path / "password").write_text("wrong\n", encoding="utf-8")
    with pytest.raises(api.PortalRefusedError, match="パスワード") as refused:
        fetch()
    assert "wrong" not in str(refused.value)


def test_a_portal_that_is_silent_or_talks_nonsense_loses_nothing(stand_in: PortalStandIn) -> None:
    submit(stand_in, "A1")
    stand_in.silent = True
    with pytest.raises(api.PortalError):
        fetch()
    stand_in.silent = False
    for said in (b"<html>", b'{"result": {"list": 3}}', b'{"result": {"list": [{"acceptNo": "../x"}]}}'):
        stand_in.answers["/07202/applications"] = (200, said)
        with pytest.raises(api.PortalAnswerError):
            fetch()
    stand_in.answers.clear()
    assert fetch().fetched == 1


def test_a_list_that_never_ends_is_left(stand_in: PortalStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.engines.portal.client.MOST_PAGES", 5)
    row = {"acceptNo": "A1", "procedure": "T-CHILD-01", "acceptedAt": clock.now().isoformat()}
    said = json.dumps({"result": {"list": [row], "more": True}}).encode()
    stand_in.answers["/07202/applications"] = (200, said)
    with pytest.raises(api.PortalAnswerError, match="終わりません"):
        fetch()


def test_one_that_is_withheld_keeps_no_other_from_coming(stand_in: PortalStandIn) -> None:
    submit(stand_in, "A1", "A2", "A3")
    stand_in.withheld = {"A2"}
    done = fetch()
    assert (done.fetched, done.refused) == (2, ["A2"])
    stand_in.withheld = set()
    assert fetch().fetched == 1


def test_what_was_withheld_is_asked_for_until_it_comes_also_when_the_list_has_gone_on(
    stand_in: PortalStandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    submit(stand_in, "A1", days_ago=30)
    stand_in.withheld = {"A1"}
    assert fetch().refused == ["A1"]
    assert main(["portal", "status"]) == 0
    assert "渡してもらえない 1件" in capsys.readouterr().out
    submit(stand_in, "A2")
    assert (fetch().refused, numbers()) == (["A1"], ["A1", "A2"])
    stand_in.withheld = set()
    assert fetch().fetched == 1
    with tenancy.municipality(HERE):
        assert set(PortalArrival.objects.values_list("status", flat=True)) == {api.PortalStatus.FETCHED}
        assert [entry.action for entry in audit.entries(subject="portal:A1")].count("portal.withheld") == 1
        assert PortalChunk.objects.count() == 2


@pytest.mark.parametrize("answered", [429, 500, 503], ids=["too many", "broken", "away"])
def test_one_over_which_the_portal_breaks_is_tried_again_and_keeps_no_other_from_coming(
    stand_in: PortalStandIn, answered: int
) -> None:
    submit(stand_in, "A1", "A2")
    stand_in.answers["/07202/applications/A1"] = (answered, b"{}")
    done = fetch()
    assert (done.fetched, done.refused) == (1, ["A1"])
    stand_in.answers.clear()
    assert fetch().fetched == 1


def test_a_portal_that_breaks_over_everything_is_left_alone_until_the_next_round(
    stand_in: PortalStandIn,
) -> None:
    submit(stand_in, "A1", "A2", "A3", "A4")
    for number in ("A1", "A2", "A3", "A4"):
        stand_in.answers[f"/07202/applications/{number}"] = (503, b"{}")
    with pytest.raises(api.PortalBusyError, match="もう一度"):
        fetch()
    assert numbers() == ["A1", "A2", "A3"]
    stand_in.answers.clear()
    assert fetch().fetched == 4


def test_a_wrong_password_is_tried_once_a_round(stand_in: PortalStandIn, tmp_path: Path) -> None:
    submit(stand_in, "A1", "A2", "A3")
    stand_in.withheld = {"A1", "A2", "A3"}
    fetch()
    (tmp_path / "password").write_text("wrong\n", encoding="utf-8")
    with pytest.raises(api.PortalRefusedError):
        fetch()
    assert stand_in.logins == 2


def test_a_clock_that_runs_ahead_makes_us_pass_over_nothing(stand_in: PortalStandIn) -> None:
    submit(stand_in, "A1", days_ago=-9)
    row = {"acceptNo": "A1", "procedure": "T-CHILD-01", "acceptedAt": stand_in.accepted_at("A1")}
    stand_in.answers["/07202/applications"] = (200, json.dumps({"result": {"list": [row]}}).encode())
    assert fetch().fetched == 1
    stand_in.answers.clear()
    submit(stand_in, "A2", days_ago=4)
    assert fetch().fetched == 1


@pytest.mark.parametrize(
    "row",
    [
        {"procedure": "T" * 501},
        {"procedure": "T-CHILD-01\u0000"},
        {"procedure": "T\u202eCHILD"},
        {"acceptNo": "A" * 65},
        {"acceptedAt": "0001-01-01T00:00:00+14:00"},
        {"acceptedAt": "9999-12-31T23:59:59-14:00"},
    ],
    ids=["long", "nul", "turned", "long number", "before all time", "after all time"],
)
def test_texts_of_the_list_that_no_column_takes_are_told_before_they_are_kept(
    stand_in: PortalStandIn, row: dict[str, str]
) -> None:
    known = {"acceptNo": "A1", "procedure": "T-CHILD-01", "acceptedAt": "2026-11-01T09:00:00+09:00"}
    said = json.dumps({"result": {"list": [known | row]}}).encode()
    stand_in.answers["/07202/applications"] = (200, said)
    with pytest.raises(api.PortalAnswerError):
        fetch()
    assert numbers() == []


def test_a_receiver_that_fails_gets_the_application_again_and_takes_it_once(
    stand_in: PortalStandIn, receive_with: Callable[[arrivals.PortalReceiver], None]
) -> None:
    taken: list[api.PortalApplication] = []

    def fails_first(context: Context, application: api.PortalApplication) -> None:
        audit.record_reading(context, "test", f"attempt:{len(taken)}")
        taken.append(application)
        if len(taken) == 1:
            raise RuntimeError

    receive_with(fails_first)
    submit(stand_in, "A1")
    fetch()
    with pytest.raises(RuntimeError):
        deliver("A1")
    assert deliver("A1").status == api.PortalStatus.DELIVERED
    assert deliver("A1").status == api.PortalStatus.DELIVERED
    assert [one.people[0]["person.sex"] for one in taken] == ["female", "female"]
    with tenancy.municipality(HERE):
        assert audit.entries(subject="attempt:0") == [], "what the failed attempt wrote is undone"
        assert PortalChunk.objects.count() == 0


def test_what_cannot_be_read_stays_until_the_format_is_put_right(
    stand_in: PortalStandIn,
    receive_with: Callable[[arrivals.PortalReceiver], None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    taken: list[str] = []
    receive_with(lambda context, application: taken.append(application.number))
    submit(stand_in, "A1", content=b'{"applicant": {"sex": "9"}}')
    fetch()
    assert (deliver("A1").status, taken) == (api.PortalStatus.REFUSED, [])
    assert main(["portal", "status"]) == 0
    assert "words" in capsys.readouterr().out
    kind = json.loads(json.dumps(dict(api.portal_format().applications[0].model_dump(by_alias=True))))  # type: ignore[union-attr]
    kind["people"]["applicant"]["answers"][3]["words"]["9"] = "other"
    stand_in.write_format(tmp_path, {HERE: "07202"}, applications=[kind])
    assert api.offer_again(HERE, refused=True) == 1
    assert (deliver("A1").status, taken) == (api.PortalStatus.DELIVERED, ["A1"])


def test_the_last_word_on_an_application_is_reported_until_the_portal_has_it(stand_in: PortalStandIn) -> None:
    submit(stand_in, "A1")
    fetch()
    context = Context(HERE, PORTAL)
    with tenancy.municipality(HERE):
        api.record_report(context, "A1", "accepted")
        api.record_report(context, "A1", "done")
        api.record_report(context, "A1", "no word for this")
    stand_in.silent = True
    with pytest.raises(api.PortalError):
        fetch()
    stand_in.silent = False
    assert fetch().reported == 1
    assert fetch().reported == 0
    assert stand_in.applications["A1"].reports == ["完了"]
    with client() as errand:
        assert errand.status("A1") == "完了"


def test_a_report_that_is_refused_keeps_its_reason_and_is_tried_again(stand_in: PortalStandIn) -> None:
    context = Context(HERE, PORTAL)
    with tenancy.municipality(HERE):
        api.record_report(context, "A9", "done")
    assert fetch().reported == 0
    with tenancy.municipality(HERE):
        assert "断りました" in PortalReport.objects.get().message
    submit(stand_in, "A9")
    assert fetch().reported == 1


def test_a_report_belongs_to_what_caused_it(stand_in: PortalStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr("madoguchi.engines.portal.actions.reporting.connection", outside)
    with pytest.raises(NotInTransactionError):
        api.record_report(Context(HERE, PORTAL), "A1", "done")


def test_the_round_of_the_worker_goes_on_after_a_municipality_that_fails(stand_in: PortalStandIn) -> None:
    submit(stand_in, "B1", organization="07207")
    stand_in.answers["/07202/applications"] = (500, b"{}")
    tasks.round_(timestamp=0)
    assert numbers(NEIGHBOUR) == ["B1"]


def test_nothing_that_goes_wrong_for_one_municipality_stops_the_others(
    stand_in: PortalStandIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    submit(stand_in, "B1", organization="07207")
    whole = rounds.round_at

    def breaks_here(code: str, client: api.PortalClient) -> api.RoundDone:
        if code == HERE:
            raise KeyError("会津 花")
        return whole(code, client)

    monkeypatch.setattr(rounds, "round_at", breaks_here)
    with pytest.raises(KeyError):
        tasks.round_(timestamp=0)
    assert numbers(NEIGHBOUR) == ["B1"]
    assert "KeyError" in caplog.text
    assert "会津" not in caplog.text


def test_without_a_format_file_nothing_happens(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.MADOGUCHI_PORTAL_FILE = ""
    tasks.round_(timestamp=0)
    assert main(["portal", "fetch"]) == 1
    assert "MADOGUCHI_PORTAL_FILE" in capsys.readouterr().err


def test_the_command_checks_fetches_and_tells(
    stand_in: PortalStandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    submit(stand_in, "A1")
    assert main(["portal", "check"]) == 0
    assert main(["portal", "fetch", "--json"]) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found[HERE] == {"fetched": 1, "reported": 0, "withdrawn": 0, "refused": []}
