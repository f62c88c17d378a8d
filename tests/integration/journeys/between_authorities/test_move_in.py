"""転入通知: to the neighbour directly, by post, or to a person; and beside the receiver's own cases."""

from __future__ import annotations

import pytest
from tests.integration.engines.exchange.samples import pass_on, received
from tests.integration.journeys.between_authorities.samples import (
    HERE,
    KITAKATA,
    THERE,
    TOKYO,
    moved_in,
    moved_out,
    system,
)

from madoguchi.core import tenancy
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.cases.api import Case, CaseNotFoundError
from madoguchi.engines.exchange.api import (
    MarkPosted,
    SentMessage,
    SentNote,
    SentStatus,
    received_message,
)
from madoguchi.journeys.between_authorities import tasks
from madoguchi.journeys.between_authorities.api import (
    NoMoveInError,
    NotByPostError,
    OfCase,
    SendMoveInNotice,
    letter_pdf,
    own_cases,
)

pytestmark = pytest.mark.django_db


def notify(case: Case) -> SentMessage:
    return run(SendMoveInNotice(), system(case.municipality_code), OfCase(case.uuid))


def test_the_neighbour_gets_exactly_what_it_needs() -> None:
    sent = notify(case := moved_in())
    assert (sent.receiver_code, sent.state, sent.subject) == (THERE, SentStatus.WAITING, f"case:{case.uuid}")
    assert sent.about == "会津 十三蔵 ほか1人"
    pass_on(sent)
    told = received(sent).content["items"]
    assert told == {
        "move.date": "2026-03-11",
        "move.old_address": KITAKATA,
        "move.new_town": "門田町大字飯寺字村西",
        "members": [
            {"person.name": "会津 十三蔵", "person.birth_date": "1966-04-03", "person.sex": "male"},
            {"person.name": "会津 恵美子", "person.birth_date": "1970-11-02"},
        ],
    }


def test_a_case_has_one_notice_however_often_a_flow_or_a_clerk_asks() -> None:
    case = moved_in()
    assert notify(case).pk == notify(case).pk
    with tenancy.municipality(HERE):
        assert SentMessage.objects.count() == 1


def test_who_is_elsewhere_gets_a_letter_which_is_there_until_long_after_it_was_posted() -> None:
    sent = notify(moved_in(TOKYO, "155-0031"))
    assert (sent.state, sent.receiver_name) == (SentStatus.TO_POST, "東京都世田谷区長")
    assert letter_pdf(system(), sent.uuid).startswith(b"%PDF-")
    run(MarkPosted(), system(), SentNote(sent.uuid))
    assert letter_pdf(system(), sent.uuid).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("address", "postal_code", "candidates", "why"),
    [
        ("昭和村大字下中津川", "", ["074462"], "同じ名前"),
        (KITAKATA, "965-0873", [THERE], "別の市町村"),
        ("アメリカ合衆国ハワイ州", "", [], "分かりません"),
        ("福島県会津若松市追手町1-1", "", [], "転居ではないか"),
    ],
    ids=["name-alone", "contradiction", "abroad", "here"],
)
def test_what_is_not_certain_waits_for_a_person(
    address: str, postal_code: str, candidates: list[str], why: str
) -> None:
    sent = notify(moved_in(address, postal_code))
    assert (sent.state, sent.receiver_code, sent.candidates) == (SentStatus.TO_ADDRESS, "", candidates)
    assert why in sent.why
    with pytest.raises(NotByPostError):
        letter_pdf(system(), sent.uuid)


def test_only_an_accepted_move_in_is_told() -> None:
    for case in (moved_in(online=True), moved_out(HERE)):
        with pytest.raises(NoMoveInError):
            notify(case)
    foreign = moved_in(code=THERE)
    with pytest.raises(CaseNotFoundError):
        run(SendMoveInNotice(), system(HERE), OfCase(foreign.uuid))


def test_the_receiver_sees_its_own_move_out_beside_the_notice_and_no_other() -> None:
    own = moved_out()
    moved_out(name="会津 十三蔵", born="1967-04-03")
    moved_out(name="会津 十三")
    moved_out(HERE)
    sent = notify(moved_in())
    pass_on(sent)
    opened = received_message(system(THERE), sent.uuid)
    assert [case.uuid for case in own_cases(system(THERE), opened)] == [own.uuid]


def test_sending_looking_and_printing_are_written_down_without_names() -> None:
    sent = notify(moved_in(TOKYO, "155-0031"))
    letter_pdf(system(), sent.uuid)
    with tenancy.municipality(HERE):
        entries = list(AuditEntry.objects.values_list("action", "details", "subject"))
    assert {"exchange.send_move_in_notice", "exchange.send", "read.exchange.sent"} <= {
        one[0] for one in entries
    }
    assert "十三蔵" not in str(entries)
    assert "世田谷" not in str(entries)


def test_a_letter_is_for_who_may_print() -> None:
    from tests.integration.engines.exchange.samples import clerk

    sent = notify(moved_in(TOKYO, "155-0031"))
    with pytest.raises(NotAllowedError):
        letter_pdf(clerk(HERE), sent.uuid)


def test_a_move_in_that_says_nothing_stays_with_the_desk(caplog: pytest.LogCaptureFixture) -> None:
    case = moved_in()
    with tenancy.municipality(HERE):
        Case.objects.update(data={})
    tasks.notify(HERE, str(case.uuid))
    with tenancy.municipality(HERE):
        assert not SentMessage.objects.exists()
    assert "ContentRefusedError" in caplog.text
