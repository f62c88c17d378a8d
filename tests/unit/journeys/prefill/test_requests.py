"""A request as bytes, and what somebody sends who only has the public key."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.journeys.prefill.domain.answers import Outcome, PrefillAnswer, Reason, read_answer
from madoguchi.journeys.prefill.domain.requests import (
    PrefillRequest,
    PrefillRequestError,
    SignedRequest,
    WantedPerson,
    read_request,
    read_signed_request,
)
from madoguchi.lib.jpki import Challenge
from madoguchi.lib.sealing import reply_box

NUMBER = UUID("6a1a3a0e-6a7e-4a51-9d0b-8f9d3c1f0a11")
BOX = reply_box("12345-12345-12345-12345-12345", "072028")
OTHER_BOX = reply_box("54321-12345-12345-12345-12345", "072028")
AT = datetime(2026, 4, 1, 22, 30, tzinfo=UTC)
SITE = "tetsuzuki.example.jp"
REQUEST = PrefillRequest(
    NUMBER,
    "072028",
    "care",
    (("care_certification_renewal", ("k1",)), ("household_change_notification", ())),
    (WantedPerson("k1", "1950-02-12", "parent", "例示 トシ", is_applicant=True), WantedPerson("k2")),
    BOX,
    AT,
)


def payload(request: PrefillRequest = REQUEST, /, **changed: Any) -> dict[str, Any]:
    challenge = request.challenge(SITE)
    return SignedRequest(request, challenge, b"signature", b"certificate").to_payload() | changed


text = st.text(max_size=40)
requests = st.builds(
    PrefillRequest,
    number=st.uuids(),
    municipality_code=st.just("072028"),
    event=text,
    purposes=st.lists(st.tuples(text, st.lists(text, max_size=4).map(tuple)), max_size=4).map(tuple),
    people=st.lists(st.builds(WantedPerson, text, text, text, text, st.booleans()), max_size=4).map(tuple),
    reply=st.just(BOX),
    made_at=st.datetimes(timezones=st.just(UTC)).map(lambda one: one.replace(microsecond=0)),
)


@given(requests)
def test_what_is_written_is_read_again(request: PrefillRequest) -> None:
    assert read_request(request.to_bytes(), BOX) == request


def test_a_signed_request_comes_out_of_its_letter() -> None:
    assert read_signed_request(payload()).request == REQUEST


def test_the_request_names_its_reply_box_without_telling_what_opens_it() -> None:
    written = REQUEST.to_bytes()
    assert BOX.key.hex().encode() not in written
    assert BOX.address.hex().encode() not in written
    with pytest.raises(PrefillRequestError):
        read_request(written, OTHER_BOX)


def test_the_challenge_of_another_request_does_not_fit() -> None:
    other = payload(PrefillRequest(NUMBER, "072028", "care", (), (), BOX, AT))
    with pytest.raises(PrefillRequestError):
        read_signed_request(payload(challenge=other["challenge"]))
    with pytest.raises(PrefillRequestError):
        read_signed_request(payload(challenge=b"anything"))


@pytest.mark.parametrize(
    "changed",
    [
        {"errand": "overview"},
        {"municipality_code": "072087"},
        {"bound_to": b"d" * 32},
        {"made_at": AT + timedelta(minutes=1)},
    ],
    ids=["other-errand", "other-municipality", "other-request", "other-time"],
)
def test_a_challenge_for_anything_else_does_not_fit(changed: dict[str, Any]) -> None:
    given: dict[str, Any] = {
        "municipality_code": "072028",
        "errand": "prefill",
        "bound_to": REQUEST.digest(),
        "made_at": AT,
    }
    assert REQUEST.is_challenged_by(Challenge.new(site=SITE, **given).to_bytes())
    made = Challenge.new(site=SITE, **given | changed).to_bytes()
    with pytest.raises(PrefillRequestError):
        read_signed_request(payload(challenge=made))


def test_the_same_request_in_another_spelling_is_none() -> None:
    document = json.loads(REQUEST.to_bytes())
    with pytest.raises(PrefillRequestError):
        read_request(json.dumps(document).encode(), BOX)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "application"},
        {"request": "text"},
        {"request": b"{}"},
        {"request": b"[" * 50_000},
        {"request": b"x" * 200_000},
        {"challenge": b""},
        {"signature": "text"},
        {"certificate": b"x" * 20_000},
        {"reply": {"address": b"short", "key": b"short"}},
        {"reply": None},
    ],
    ids=[
        "other-kind",
        "text",
        "empty",
        "deep",
        "long",
        "no-challenge",
        "text-signature",
        "long-certificate",
        "short-box",
        "no-box",
    ],
)
def test_whatever_else_is_sealed_is_refused_without_repeating_it(changed: dict[str, Any]) -> None:
    with pytest.raises(PrefillRequestError) as refused:
        read_signed_request(payload(**changed))
    assert str(refused.value) == "登録内容の呼び出しとして読み取れません。"


def test_nobody_reads_why_a_household_is_not_told() -> None:
    told = {reason: reason.outcome for reason in Reason}
    assert (
        told[Reason.GUARDED]
        is told[Reason.CARD_UNKNOWN]
        is told[Reason.NOT_A_RESIDENT]
        is Outcome.UNAVAILABLE
    )
    assert told[Reason.CARD_ENDED] is told[Reason.NOTHING_ALLOWED] is Outcome.UNAVAILABLE


def test_an_answer_comes_out_of_its_reply() -> None:
    answer = PrefillAnswer(
        NUMBER, Outcome.ANSWERED, {"k1": {"person.name": "例示 トシ"}}, {"contact.phone": "1"}
    )
    assert read_answer(answer.to_payload()) == answer
    assert answer.items == {"person.name", "contact.phone"}


@pytest.mark.parametrize(
    "changed",
    [{"kind": "state"}, {"outcome": "perhaps"}, {"people": ["k1"]}, {"household": None}, {"request": "1"}],
    ids=["other-kind", "other-outcome", "list", "nothing", "no-number"],
)
def test_an_answer_that_is_none_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(PrefillRequestError):
        read_answer(PrefillAnswer(NUMBER, Outcome.ANSWERED).to_payload() | changed)
