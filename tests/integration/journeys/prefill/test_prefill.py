"""From consent to the answer, and every way in which there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.integration.journeys.prefill.conftest import AT
from tests.integration.journeys.prefill.household import (
    COURIER,
    HERE,
    HOST,
    SECRETS,
    Asking,
    card,
    carry_back,
    carry_to_office,
    link_card,
    load_register,
    signature_file,
    strangers_card,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context
from madoguchi.core.audit import api as audit
from madoguchi.engines.courier.api import ArrivalStatus
from madoguchi.engines.mailbox import api as mailbox
from madoguchi.journeys.pre_application import api as application
from madoguchi.journeys.prefill import api
from madoguchi.lib.jpki import SignatureFileUnreadable, SignatureOverOtherContent
from madoguchi.lib.sealing import Content, generate_reply_secret, reply_box

pytestmark = pytest.mark.django_db


def entries(action: str) -> list[audit.AuditEntry]:
    with tenancy.municipality(HERE):
        return [one for one in audit.entries(limit=200) if one.action == action]


def answered() -> Asking:
    """An answer of the office that has come back."""
    asking = Asking.begin()
    asking.ask()
    carry_to_office()
    carry_back()
    return asking


def test_what_the_register_knows_comes_back_and_is_taken_field_by_field() -> None:
    load_register()
    asking = answered()
    assert api.standing(asking.handle).stage is api.Stage.ANSWERED
    found = application.proposals(asking.resident.application, asking.known())
    son, mother = asking.resident.application.member_keys
    told = {(one.person_key, one.asked.item.key): one.text for one in found if not one.is_same}
    assert told[mother, "person.name"] == SECRETS["mother"]
    assert told[mother, "person.name_kana"] == SECRETS["mother_kana"]
    assert son not in {key for key, _ in told}, "nobody applies for the son"
    assert SECRETS["block"] in told[None, "household.address"]
    wanted = {one.id for one in found if one.asked.item.key != "contact.phone"}
    now = application.adopt(asking.handle, asking.known(), wanted)
    assert now.facts.get("person.name", 1) == SECRETS["mother"]
    assert not now.facts.is_answered("contact.phone")
    names = [one for one in now.outline.groups[-1].fields if one.item.key == "person.name"]
    assert all(application.is_adopted(now, one.reference) for one in names)


def test_what_is_typed_over_is_no_longer_marked() -> None:
    load_register()
    asking = answered()
    found = application.proposals(asking.resident.application, asking.known())
    phone = next(one for one in found if one.asked.item.key == "contact.phone")
    now = application.adopt(asking.handle, asking.known(), {phone.id})
    assert application.is_adopted(now, phone.asked.reference)
    application.save_group(asking.handle, "contact", {phone.id: "0242-00-0001"})
    assert not application.is_adopted(asking.resident.application, phone.asked.reference)


def test_only_what_the_purpose_allows_is_told() -> None:
    load_register()
    asking = answered()
    answer = api.standing(asking.handle).answer
    assert answer is not None
    allowed = asking.offer().allowed
    assert set(answer.household) <= allowed.household
    for key, items in answer.people.items():
        assert set(items) <= allowed.people[key]
    # The register knows these as well, and no purpose of this draft asks for them.
    assert answer.items.isdisjoint({"person.pension_kind", "person.nationality_kind", "move.old_address"})


def test_both_zones_write_down_the_same_consent_and_no_value() -> None:
    load_register()
    api.standing(answered().handle)
    asked, given, taken = (entries(f"prefill.{verb}") for verb in ("ask", "answer", "take"))
    assert len(asked) == len(given) == len(taken) == 1
    assert asked[0].details["signed"] == given[0].details["signed"]
    assert asked[0].subject == given[0].subject == taken[0].subject
    (read,) = entries("read.prefill.household")
    assert read.purpose == "申請者本人の同意による登録内容の呼び出し"
    assert "care_certification_renewal" in read.details["purposes"]
    assert "person.name" in read.details["items"]
    written = str([one.details for one in (*asked, *given, *taken, read)])
    assert not any(secret in written for secret in SECRETS.values())


def test_asking_twice_and_pressing_twice_posts_one_letter() -> None:
    load_register()
    asking = Asking.begin()
    asking.ask()
    signed = signature_file(card(), b"whatever")
    api.send(asking.handle, signed)
    assert len(mailbox.letters_waiting(HERE, mailbox.Box.PREFILL_REQUESTS)) == 1


def test_the_wait_says_whether_the_office_has_the_request() -> None:
    load_register()
    asking = Asking.begin()
    assert api.standing(asking.handle).stage is api.Stage.NONE
    api.consent(asking.handle, asking.offer(), HOST)
    assert api.standing(asking.handle).stage is api.Stage.TO_SIGN
    api.send(asking.handle, asking.sign())
    assert api.standing(asking.handle) == api.Standing(api.Stage.WAITING, fetched=False)
    carry_to_office()
    assert api.standing(asking.handle) == api.Standing(api.Stage.WAITING, fetched=True)
    carry_back()
    assert api.standing(asking.handle).stage is api.Stage.ANSWERED
    api.forget(asking.handle)
    assert api.standing(asking.handle).stage is api.Stage.NONE


def test_an_office_that_does_not_answer_ends_the_wait_and_is_not_asked_later() -> None:
    load_register()
    asking = Asking.begin()
    asking.ask()
    with clock.fixed(AT + timedelta(minutes=16)):
        assert api.standing(asking.handle).stage is api.Stage.TOO_LATE
        assert mailbox.letters_waiting(HERE, mailbox.Box.PREFILL_REQUESTS) == []
        asking.ask()
        assert api.standing(asking.handle).stage is api.Stage.WAITING


def test_a_request_that_comes_late_to_the_office_is_not_answered_with_data() -> None:
    load_register()
    asking = Asking.begin()
    asking.ask()
    (letter,) = mailbox.letters_waiting(HERE, mailbox.Box.PREFILL_REQUESTS)
    assert letter.expires_at == AT + timedelta(minutes=15)
    with clock.fixed(AT - timedelta(minutes=3)):
        carry_to_office()
    carry_back()
    assert api.standing(asking.handle).stage is api.Stage.TOO_LATE
    assert entries("prefill.answer")[0].details["reason"] == "too_late"


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda: None, "card_unknown"),
        (lambda: load_register(protected=True), "guarded"),
        (lambda: (load_register(), link_card(card(), revoked="2026-03-01")), "card_ended"),
        (lambda: load_register(status=api_status("moved_out")), "not_a_resident"),
    ],
    ids=["unknown", "guarded", "revoked", "moved-out"],
)
def test_who_may_not_be_told_reads_the_same_whatever_the_reason(
    prepare: Callable[[], Any], reason: str
) -> None:
    prepare()
    asking = answered()
    standing = api.standing(asking.handle)
    assert standing.stage is api.Stage.UNAVAILABLE
    assert standing.answer is not None
    assert standing.answer.items == frozenset()
    assert entries("prefill.answer")[0].details["reason"] == reason
    assert entries("read.prefill.household") == []


def api_status(value: str) -> Any:
    from madoguchi.engines.residents.api import Status

    return Status(value)


def test_the_card_of_somebody_else_is_told_nothing_of_this_household() -> None:
    load_register()
    asking = Asking.begin()
    asking.ask(strangers_card())
    carry_to_office()
    carry_back()
    assert api.standing(asking.handle).stage is api.Stage.UNAVAILABLE


def test_a_card_that_only_the_public_zone_believes_is_refused_by_the_office(settings: Any) -> None:
    load_register()
    asking = Asking.begin()
    asking.ask()
    settings.MADOGUCHI_JPKI_TEST_CARDS = False
    carry_to_office()
    carry_back()
    assert api.standing(asking.handle).stage is api.Stage.CARD_REFUSED


@pytest.mark.parametrize(
    ("ours", "reason"), [(f"https://{HOST}/", "answered"), ("https://example.jp/", "other_site")]
)
def test_a_sign_in_at_another_site_is_told_nothing(settings: Any, ours: str, reason: str) -> None:
    load_register()
    settings.MADOGUCHI_PUBLIC_URL = ours
    answer = api.standing(answered().handle).answer
    assert entries("prefill.answer")[0].details["reason"] == reason
    assert answer is not None
    assert bool(answer.items) is (reason == "answered")


def test_a_signature_over_another_challenge_is_refused_at_once_and_posts_nothing() -> None:
    load_register()
    asking = Asking.begin()
    api.consent(asking.handle, asking.offer(), HOST)
    with pytest.raises(SignatureOverOtherContent):
        api.send(asking.handle, signature_file(card(), b"another sign-in"))
    with pytest.raises(SignatureFileUnreadable):
        api.send(asking.handle, b"%PDF-1.7")
    with pytest.raises(api.FileMissingError):
        api.send(asking.handle, b"")
    assert mailbox.letters_waiting(HERE, mailbox.Box.PREFILL_REQUESTS) == []


def test_a_challenge_that_is_over_is_not_signed_any_more() -> None:
    load_register()
    asking = Asking.begin()
    api.consent(asking.handle, asking.offer(), HOST)
    signed = asking.sign()
    with clock.fixed(AT + timedelta(minutes=16)):
        with pytest.raises(api.NoRequestError):
            api.challenge(asking.handle)
        with pytest.raises(api.NoRequestError):
            api.send(asking.handle, signed)


def test_a_stolen_signature_answers_to_nobody_but_the_session_that_asked() -> None:
    """Somebody who saw a request seals it anew with a reply box of their own."""
    load_register()
    asking = Asking.begin()
    api.consent(asking.handle, asking.offer(), HOST)
    signature = signature_file(card(), api.challenge(asking.handle))
    api.send(asking.handle, signature)
    (letter,) = mailbox.letters_waiting(HERE, mailbox.Box.PREFILL_REQUESTS)
    payload = opened(b"".join(mailbox.sealed_bytes(letter)))
    own = reply_box(generate_reply_secret(), HERE)
    number = uuid4()
    mailbox.post_letter(
        Context(HERE, COURIER),
        mailbox.Box.PREFILL_REQUESTS,
        Content(payload | {"reply": own.to_payload()}),
        letter_id=number,
        reply_address=own.address,
    )
    arrivals = {one.uuid: one for one in carry_to_office()}
    assert arrivals[number].status == ArrivalStatus.REFUSED
    carry_back()
    assert mailbox.replies_for(HERE, own.address) == []


def opened(whole: bytes) -> dict[str, Any]:
    import io
    from pathlib import Path

    from django.conf import settings

    from madoguchi.lib.sealing import open_letter, read_private_key

    key = read_private_key(Path(settings.MADOGUCHI_KEYS_DIRECTORY), HERE)
    letter = open_letter(io.BytesIO(whole), private_key=key, municipality_code=HERE, now=clock.now())
    return letter.content.payload


def test_nothing_is_offered_where_the_register_knows_nobody(
    newcomers: application.Application,
) -> None:
    now = newcomers
    what = api.offer(now.pack, now.plan, now.member_keys, None)
    assert not what
    with pytest.raises(api.NothingToAskError):
        api.consent(now.handle, what, HOST)


@pytest.fixture
def newcomers(settings: Any) -> application.Application:
    from madoguchi.core.packs import load_packs_or_refuse
    from madoguchi_testing.people import Resident

    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    resident = Resident(next(one for one in packs.scenarios if "tomizo" in one.file), HERE)
    resident.answer_everything()
    return resident.application
