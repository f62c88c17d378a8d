"""Letters in the office: opened once, given once, whatever the receiver does; files carried one way."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.integration.engines.mailbox.samples import HERE, KEYS, NEIGHBOUR, put, sealed

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run, run_all
from madoguchi.core.audit import api as audit
from madoguchi.engines.courier import api, tasks
from madoguchi.engines.courier.domain import arrivals
from madoguchi.engines.courier.models import Arrival, CourierChunk
from madoguchi.engines.courier.promises import TOGETHER
from madoguchi.engines.mailbox import api as mailbox
from madoguchi.lib.sealing import (
    MAX_LETTER_SIZE,
    Content,
    KeyUnusable,
    LetterHeader,
    OpenedLetter,
    generate_reply_secret,
    open_reply,
    reply_box,
    write_keypair,
)

pytestmark = pytest.mark.django_db
COURIER = Actor.system("courier")


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> None:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "keys"
    write_keypair(tmp_path / "keys", HERE, KEYS)


@pytest.fixture
def receive_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[arrivals.Receiver], None]:
    def use(receiver: arrivals.Receiver) -> None:
        monkeypatch.setitem(arrivals._receivers, "applications", receiver)

    return use


def come_in(tmp_path: Path, whole: bytes, number: UUID | None = None) -> Arrival:
    file = tmp_path / "letter"
    file.write_bytes(whole)
    given = api.CameIn(file, number or LetterHeader.from_bytes(whole).letter_id, digest(whole))
    return run(api.ReceiveLetter(), Context(HERE, COURIER), given)


def digest(whole: bytes) -> str:
    return hashlib.sha256(whole).hexdigest()


def deliver(arrival: Arrival) -> Arrival:
    return run(api.DeliverLetter(), Context(HERE, COURIER), arrival.uuid)


def chunks() -> int:
    with tenancy.municipality(HERE):
        return CourierChunk.objects.count()


def jobs(name: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=name).count()


def test_a_receiver_that_fails_loses_nothing_and_gets_the_letter_again(
    tmp_path: Path, receive_with: Callable[[arrivals.Receiver], None]
) -> None:
    attempts: list[OpenedLetter] = []

    def fails_first(context: Context, letter: OpenedLetter) -> None:
        audit.record_reading(context, "test", f"attempt:{len(attempts)}")
        attempts.append(letter)
        if len(attempts) == 1:
            raise RuntimeError

    receive_with(fails_first)
    arrival = come_in(tmp_path, sealed().to_bytes())
    assert jobs("courier.deliver") == 1
    with pytest.raises(RuntimeError):
        deliver(arrival)
    assert chunks() == 1
    assert deliver(arrival).status == api.ArrivalStatus.DELIVERED
    assert deliver(arrival).status == api.ArrivalStatus.DELIVERED
    assert len(attempts) == 2
    with tenancy.municipality(HERE):
        assert audit.entries(subject="attempt:0") == [], "what the failed attempt wrote is undone"
        assert len(audit.entries(subject="attempt:1")) == 1
    assert chunks() == 0


def test_what_the_receiver_refuses_is_told_and_what_it_began_is_undone(
    tmp_path: Path, receive_with: Callable[[arrivals.Receiver], None]
) -> None:
    def refuses(context: Context, letter: OpenedLetter) -> None:
        audit.record_reading(context, "test", "begun")
        raise api.LetterRefusedError("様式が違います。")

    receive_with(refuses)
    found = deliver(come_in(tmp_path, sealed().to_bytes()))
    assert (found.status, found.message) == ("refused", "様式が違います。")
    with tenancy.municipality(HERE):
        assert audit.entries(subject="begun") == []
    assert [one.uuid for one in api.refused_arrivals(HERE)] == [found.uuid]


def test_a_box_without_receiver_keeps_its_letters_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(arrivals._receivers, "prefill_requests", raising=False)
    arrival = come_in(tmp_path, sealed(box="prefill_requests").to_bytes())
    assert jobs("courier.deliver") == 0
    assert deliver(arrival).status == api.ArrivalStatus.ARRIVED
    assert chunks() == 1


def test_a_missing_key_makes_a_letter_wait_and_a_late_worker_is_no_reason_to_refuse(
    tmp_path: Path, settings: Any, receive_with: Callable[[arrivals.Receiver], None]
) -> None:
    receive_with(lambda context, letter: None)
    arrival = come_in(tmp_path, sealed(expires_at=clock.now() + timedelta(days=1)).to_bytes())
    keys, settings.MADOGUCHI_KEYS_DIRECTORY = settings.MADOGUCHI_KEYS_DIRECTORY, tmp_path / "none"
    with pytest.raises(KeyUnusable):
        deliver(arrival)
    settings.MADOGUCHI_KEYS_DIRECTORY = keys
    with clock.fixed(clock.now() + timedelta(days=3)):
        assert deliver(arrival).status == api.ArrivalStatus.DELIVERED


def test_letters_that_wait_too_long_are_offered_again_and_once(
    tmp_path: Path, receive_with: Callable[[arrivals.Receiver], None]
) -> None:
    receive_with(lambda context, letter: None)
    come_in(tmp_path, sealed().to_bytes())
    assert api.offer_again(HERE) == 0
    with clock.fixed(clock.now() + timedelta(minutes=5)):
        assert [api.offer_again(HERE), api.offer_again(HERE)] == [1, 1]
    assert jobs("courier.deliver") == 2, "the first one, and one more however often it is asked"


def come_in_together(wholes: list[bytes]) -> list[Arrival]:
    given = [api.CameIn(one, LetterHeader.from_bytes(one).letter_id, digest(one)) for one in wholes]
    return run_all(api.ReceiveLetter(), Context(HERE, COURIER), given)


def statuses(arrivals: list[Arrival]) -> list[str]:
    with tenancy.municipality(HERE):
        now = dict(Arrival.objects.values_list("uuid", "status"))
    return [now[one.uuid] for one in arrivals]


def log_of(arrival: Arrival) -> list[str]:
    with tenancy.municipality(HERE):
        return [one.action for one in audit.entries(subject=f"letter:{arrival.uuid}")]


def test_letters_that_come_together_are_each_received_delivered_and_logged_once(
    receive_with: Callable[[arrivals.Receiver], None],
) -> None:
    got: list[UUID] = []
    receive_with(lambda context, letter: got.append(letter.header.letter_id))
    here = come_in_together([sealed().to_bytes() for _ in range(TOGETHER + 1)])
    assert [jobs("courier.deliver"), jobs("courier.deliver_all"), chunks()] == [0, 2, TOGETHER + 1]
    for _ in range(2):
        tasks.deliver_all(HERE, [str(one.uuid) for one in here])
    assert got == [one.uuid for one in here], "in the order in which they came, and none twice"
    assert set(statuses(here)) == {"delivered"}
    assert {tuple(log_of(one)) for one in here} == {("courier.deliver", "courier.deliver", "courier.receive")}
    assert chunks() == 0


def test_one_that_is_not_as_it_should_be_changes_nothing_for_those_that_came_with_it(
    receive_with: Callable[[arrivals.Receiver], None],
) -> None:
    def refuses_two(context: Context, letter: OpenedLetter) -> None:
        audit.record_reading(context, "test", "begun")
        if letter.content.payload == {"a": 2}:
            raise api.LetterRefusedError("様式が違います。")

    receive_with(refuses_two)
    altered = bytearray(sealed().to_bytes())
    altered[-1] ^= 1
    known = sealed().to_bytes()
    (first,) = come_in_together([known])
    late = sealed(expires_at=clock.now() - timedelta(minutes=1)).to_bytes()
    wholes = [sealed().to_bytes(), known, bytes(altered), late, sealed(Content({"a": 2})).to_bytes()]
    here = come_in_together(wholes)
    assert here[1].pk == first.pk
    tasks.deliver_all(HERE, [str(one.uuid) for one in here])
    assert statuses(here) == ["delivered", "delivered", "refused", "refused", "refused"]
    told = {one.uuid: one.message for one in api.refused_arrivals(HERE)}
    assert told[here[4].uuid] == "様式が違います。"
    assert all(told[one.uuid] for one in here[2:])
    with tenancy.municipality(HERE):
        assert len(audit.entries(subject="begun")) == 2, "what a refused one began is undone"
    assert chunks() == 0


def test_where_one_cannot_be_given_now_each_goes_by_itself_and_none_is_given_twice(
    receive_with: Callable[[arrivals.Receiver], None],
) -> None:
    def fails_at_two(context: Context, letter: OpenedLetter) -> None:
        audit.record_reading(context, "test", f"kept:{letter.header.letter_id}")
        if letter.content.payload == {"a": 2}:
            raise RuntimeError

    receive_with(fails_at_two)
    here = come_in_together([sealed(Content({"a": number})).to_bytes() for number in range(4)])
    tasks.deliver_all(HERE, [str(one.uuid) for one in here])
    assert set(statuses(here)) == {"arrived"}, "the common attempt left nothing"
    assert jobs("courier.deliver") == 4
    for one in here:
        with contextlib.suppress(RuntimeError):
            tasks.deliver(HERE, str(one.uuid))
    assert statuses(here) == ["delivered", "delivered", "arrived", "delivered"]
    with tenancy.municipality(HERE):
        given = [len(audit.entries(subject=f"kept:{one.uuid}")) for one in here]
    assert given == [1, 1, 0, 1]
    assert chunks() == 1


def test_a_torn_one_keeps_nothing_of_those_with_it() -> None:
    whole, torn = sealed().to_bytes(), sealed().to_bytes()
    given = [api.CameIn(content, uuid4(), digest(of)) for content, of in ((whole, whole), (torn[:-1], torn))]
    with pytest.raises(api.LetterTornError):
        run_all(api.ReceiveLetter(), Context(HERE, COURIER), given)
    assert sum(api.arrival_counts(HERE).values()) == 0


def test_the_same_letter_arrives_once(tmp_path: Path) -> None:
    whole = sealed().to_bytes()
    assert come_in(tmp_path, whole).pk == come_in(tmp_path, whole).pk
    assert chunks() == 1


def test_a_torn_file_is_not_received(tmp_path: Path) -> None:
    whole = sealed().to_bytes()
    file = tmp_path / "torn"
    file.write_bytes(whole[:-1])
    with pytest.raises(api.LetterTornError):
        run(api.ReceiveLetter(), Context(HERE, COURIER), api.CameIn(file, uuid4(), digest(whole)))
    assert api.arrival_counts(HERE)[api.ArrivalStatus.ARRIVED] == 0


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({"municipality_code": NEIGHBOUR}, "ほかの市町村あて", id="the neighbour's"),
        pytest.param({"box": "replies"}, "変わっている", id="a box of residents"),
        pytest.param({"expires_at": clock.now() - timedelta(minutes=1)}, "期限が過ぎた", id="too old"),
    ],
)
def test_what_no_office_could_open_is_told_and_not_kept(
    changed: dict[str, Any], told: str, tmp_path: Path
) -> None:
    refused = come_in(tmp_path, sealed(**changed).to_bytes())
    assert refused.status == api.ArrivalStatus.REFUSED
    assert told in refused.message
    assert chunks() == 0


def test_a_letter_with_the_number_of_another_cover_is_refused(tmp_path: Path) -> None:
    assert come_in(tmp_path, sealed().to_bytes(), uuid4()).status == api.ArrivalStatus.REFUSED


def test_an_answer_belongs_to_what_it_answers() -> None:
    box = reply_box(generate_reply_secret(), HERE)
    key = uuid4()
    with tenancy.municipality(HERE):
        for _ in range(2):
            assert api.record_reply(Context(HERE, COURIER), box, Content({"a": 1}), key=key) == key
    assert api.unsent_count(HERE) == 1
    assert jobs("courier.exchange") == 1


@pytest.fixture
def two_folders(tmp_path: Path) -> tuple[Path, Path]:
    out, back = tmp_path / "out", tmp_path / "back"
    out.mkdir()
    back.mkdir()
    return out, back


def test_files_carry_letters_in_and_answers_and_receipts_out(
    two_folders: tuple[Path, Path], receive_with: Callable[[arrivals.Receiver], None]
) -> None:
    out, back = two_folders
    box = reply_box(generate_reply_secret(), HERE)

    def answers(context: Context, letter: OpenedLetter) -> None:
        api.record_reply(context, box, Content({"status": "受付"}))

    receive_with(answers)
    posted = put([sealed(reply_address=box.address).to_bytes()])
    assert mailbox.write_folder(out, [HERE]).letters == 1
    assert mailbox.write_folder(out, [HERE]).letters == 0
    assert mailbox.write_folder(out, [HERE], again=True).letters == 1
    assert api.read_folder(out, [HERE]).letters == 1
    again = api.read_folder(out, [HERE])
    assert (again.letters, again.known, again.refused) == (0, 1, [])
    with tenancy.municipality(HERE):
        deliver(Arrival.objects.get(uuid=posted.uuid))
    written = api.write_folder(back, [HERE])
    assert (written.replies, written.receipts) == (1, 1)
    for _ in range(2):
        taken = mailbox.read_folder(back, [HERE])
        assert (taken.replies, taken.receipts, taken.refused) == (1, 1, [])
    (reply,) = mailbox.replies_for(HERE, box.address)
    assert open_reply(mailbox.sealed_bytes(reply), box=box)[1].payload == {"status": "受付"}
    assert mailbox.letters_waiting(HERE, mailbox.Box.APPLICATIONS) == []


def test_a_folder_with_bad_files_says_which_and_takes_the_good_one(two_folders: tuple[Path, Path]) -> None:
    out, _ = two_folders
    whole = sealed().to_bytes()

    def lay(name: str, content: bytes) -> None:
        (out / name).write_bytes(content)

    lay(f"{HERE}-{uuid4()}-{digest(whole)}.letter", whole[:100])
    lay(f"{NEIGHBOUR}-{uuid4()}-{digest(whole)}.letter", whole)
    huge = out / f"{HERE}-{uuid4()}-{digest(b'')}.letter"
    with huge.open("wb") as file:
        file.truncate(300 * 10**6)
    put([whole])
    mailbox.write_folder(out, [HERE])
    report = api.read_folder(out, [HERE])
    assert report.letters == 1
    reasons = " ".join(reason for _, reason in report.refused)
    assert len(report.refused) == 3
    for told in ("途中で切れている", "ほかの市町村あて", "大きすぎます"):
        assert told in reasons
    assert huge.stat().st_size > MAX_LETTER_SIZE


def test_the_office_alone_opens_the_connection(settings: Any) -> None:
    settings.MADOGUCHI_LINK_URL = "https://127.0.0.1:9"
    settings.MADOGUCHI_ZONE = "public"
    assert not tasks._has_link()
    settings.MADOGUCHI_ZONE = "office"
    assert tasks._has_link()


def test_a_box_has_one_receiver() -> None:
    with pytest.raises(ValueError, match="link_checks"):
        api.receiver("link_checks")(lambda context, letter: None)
    with pytest.raises(ValueError, match="unknown"):
        api.receiver("anything")(lambda context, letter: None)
