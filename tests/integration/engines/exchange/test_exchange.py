"""One municipality sends, the other receives, answers; each sees its own side only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.integration.engines.exchange.samples import (
    HERE,
    NOTICE,
    STRANGER,
    THERE,
    answer,
    clerk,
    pass_on,
    received,
    send,
    sent,
    system,
)

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, Event, NotAllowedError, events, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.core.jobs import run_jobs_until_idle
from madoguchi.engines.exchange.actions import DeliverMessage, NothingToPassError, PurgeMessages
from madoguchi.engines.exchange.api import (
    Addressing,
    AddressMessage,
    AlreadySettledError,
    ContentRefusedError,
    DropMessage,
    MarkPosted,
    MessageNotFoundError,
    NewMessage,
    NotYourDeskError,
    Outcome,
    OutgoingFile,
    ProcessMessage,
    ReasonMissingError,
    ReceivedMessage,
    ReceivedStatus,
    ReceiverUnknownError,
    RefuseMessage,
    SendMessage,
    SentMessage,
    SentNote,
    SentStateError,
    SentStatus,
    UnknownKindError,
    offer_again,
    received_message,
    received_messages,
    sent_message,
    sent_messages,
)


def audited(code: str, action: str) -> int:
    with tenancy.municipality(code):
        return AuditEntry.objects.filter(action=action).count()


@pytest.mark.django_db
def test_what_one_sends_the_other_receives_word_for_word_and_both_write_it_down() -> None:
    message = send()
    pass_on(message)
    there, here = received(message), sent(message)
    assert (there.sender_code, there.kind, there.about) == (HERE, NOTICE, "会津 十三蔵")
    assert there.content == here.content
    assert there.digest == here.digest
    assert (here.state, there.state) == (SentStatus.DELIVERED, ReceivedStatus.RECEIVED)
    assert here.delivered_at == there.received_at
    assert audited(HERE, "exchange.send") == audited(HERE, "exchange.deliver") == 1
    assert audited(THERE, "exchange.receive") == 1
    assert audited(THERE, "exchange.send") == audited(HERE, "exchange.receive") == 0


@pytest.mark.django_db
def test_only_declared_items_travel() -> None:
    message = send()
    pass_on(message)
    assert received(message).content == {
        "items": {
            "move.date": "2026-03-11",
            "move.old_address": "福島県喜多方市字御清水東7244番地2",
            "members": [{"person.name": "会津 十三蔵", "person.birth_date": "1966-04-03"}],
        },
        "parts": {},
    }


@pytest.mark.django_db
def test_under_one_key_there_is_one_message_whatever_is_sent_again() -> None:
    key = uuid4()
    first, second = send(key=key), send(key=key, receiver=STRANGER, about="別の人")
    assert (second.pk, second.receiver_code, second.about) == (first.pk, THERE, "会津 十三蔵")


@pytest.mark.django_db
def test_a_message_is_passed_once_however_often_it_is_tried() -> None:
    message = send()
    pass_on(message)
    with pytest.raises(NothingToPassError):
        pass_on(message)
    with tenancy.municipality(THERE):
        assert ReceivedMessage.objects.count() == 1
    assert audited(THERE, "exchange.receive") == 1


@pytest.mark.django_db
def test_the_receiver_answers_and_the_sender_hears_the_answer_alone() -> None:
    message = send()
    pass_on(message)
    run(ProcessMessage(), clerk(THERE), Outcome(message.uuid, "消除しました。", "case:their-own"))
    assert sent(message).state is SentStatus.DELIVERED
    answer(message)
    heard = sent(message)
    assert (heard.state, heard.note) == (SentStatus.PROCESSED, "消除しました。")
    assert "their-own" not in str(vars(heard))
    assert received(message).reported_at is not None
    assert audited(HERE, "exchange.hear") == audited(THERE, "exchange.report") == 1
    with pytest.raises(NothingToPassError):
        answer(message)


@pytest.mark.django_db
def test_the_receiver_may_send_it_back_with_a_reason_and_the_sender_chooses_anew() -> None:
    message = send(receiver=STRANGER)
    pass_on(message)
    with pytest.raises(ReasonMissingError):
        run(RefuseMessage(), clerk(STRANGER), Outcome(message.uuid))
    run(RefuseMessage(), clerk(STRANGER), Outcome(message.uuid, "こちらに住んでいた人ではありません。"))
    with pytest.raises(AlreadySettledError, match="返した"):
        run(ProcessMessage(), clerk(STRANGER), Outcome(message.uuid))
    answer(message)
    assert sent(message).state is SentStatus.REFUSED
    with pytest.raises(ReceiverUnknownError):
        run(AddressMessage(), clerk(HERE), Addressing(message.uuid, STRANGER))
    again = run(AddressMessage(), clerk(HERE), Addressing(message.uuid, THERE))
    pass_on(again)
    assert received(again).about == "会津 十三蔵"
    assert received(message, STRANGER).state is ReceivedStatus.REFUSED


@pytest.mark.django_db
def test_whoever_sent_it_back_does_not_get_it_a_second_time_by_a_detour() -> None:
    message = send(receiver=STRANGER)
    pass_on(message)
    run(RefuseMessage(), clerk(STRANGER), Outcome(message.uuid, "ちがいます。"))
    answer(message)
    run(AddressMessage(), clerk(HERE), Addressing(message.uuid, receiver_name="喜多方市長"))
    run(AddressMessage(), clerk(HERE), Addressing(message.uuid, STRANGER))
    pass_on(message)
    assert (sent(message).state, "前に" in sent(message).note) == (SentStatus.REFUSED, True)
    assert received(message, STRANGER).state is ReceivedStatus.REFUSED


@pytest.mark.django_db
def test_without_a_receiver_a_person_decides_and_until_then_nothing_goes() -> None:
    message = send(receiver="", candidates=(THERE, STRANGER), why="町の名前が2つにあてはまります。")
    assert message.state is SentStatus.TO_ADDRESS
    with pytest.raises(NothingToPassError):
        pass_on(message)
    with pytest.raises(ReceiverUnknownError):
        run(AddressMessage(), clerk(HERE), Addressing(message.uuid))
    assert run(AddressMessage(), clerk(HERE), Addressing(message.uuid, THERE)).state is SentStatus.WAITING


@pytest.mark.django_db
def test_who_is_not_on_the_platform_gets_a_letter() -> None:
    message = send(receiver="", receiver_name="世田谷区長")
    assert message.state is SentStatus.TO_POST
    with pytest.raises(NothingToPassError):
        pass_on(message)
    posted = run(MarkPosted(), clerk(HERE), SentNote(message.uuid, "特定記録"))
    assert (posted.state, posted.note) == (SentStatus.POSTED, "特定記録")
    with pytest.raises(SentStateError, match="郵送した"):
        run(MarkPosted(), clerk(HERE), SentNote(message.uuid))
    with pytest.raises(SentStateError):
        run(AddressMessage(), clerk(HERE), Addressing(message.uuid, THERE))


@pytest.mark.django_db
def test_what_is_not_sent_after_all_says_why() -> None:
    message = send(receiver="")
    with pytest.raises(ReasonMissingError):
        run(DropMessage(), clerk(HERE), SentNote(message.uuid))
    assert (
        run(DropMessage(), clerk(HERE), SentNote(message.uuid, "国外からの転入")).state is SentStatus.DROPPED
    )
    with pytest.raises(SentStateError):
        run(DropMessage(), clerk(HERE), SentNote(send().uuid, "もう送付待ち"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "receiver",
    ["072028", "999999", "07208", "' OR 1=1", "０７２０８７"],
    ids=["oneself", "nobody", "5", "sql", "wide"],
)
def test_a_message_goes_to_an_authority_of_this_platform_or_not_at_all(receiver: str) -> None:
    with pytest.raises(ReceiverUnknownError):
        send(receiver=receiver)


@pytest.mark.django_db
def test_who_may_send_and_what() -> None:
    new = NewMessage(uuid4(), NOTICE, THERE, items={"move.date": "2026-03-11"})
    with pytest.raises(NotAllowedError):
        run(SendMessage(), clerk(HERE, may=frozenset({"exchange.read"})), new)
    with pytest.raises(NotYourDeskError):
        run(SendMessage(), clerk(HERE, desks=("tax",)), new)
    with pytest.raises(UnknownKindError):
        run(SendMessage(), clerk(HERE), NewMessage(uuid4(), "love_letter", THERE))
    with pytest.raises(ContentRefusedError, match="1つもありません"):
        run(SendMessage(), clerk(HERE), NewMessage(uuid4(), NOTICE, THERE, items={"contact.phone": "1"}))
    with pytest.raises(ContentRefusedError, match="添付できません"):
        send(files=(OutgoingFile("a.pdf", b"%PDF-1.7"),))
    with pytest.raises(NotAllowedError):
        run(DeliverMessage(), clerk(HERE), uuid4())


@pytest.mark.django_db
def test_lists_show_each_side_its_own_messages_of_its_own_desk() -> None:
    message = send()
    pass_on(message)
    assert [one.uuid for one in sent_messages(clerk(HERE)).rows] == [message.uuid]
    assert received_messages(clerk(HERE)).rows == ()
    listed = received_messages(clerk(THERE))
    assert ([one.uuid for one in listed.rows], listed.counts) == ([message.uuid], {"received": 1})
    assert received_messages(clerk(THERE, desks=("tax",))).rows == ()
    assert [*received_messages(clerk(STRANGER)).rows, *sent_messages(clerk(STRANGER)).rows] == []
    opened = received_message(clerk(THERE), message.uuid)
    assert opened.items["move.date"] == "2026-03-11"
    assert sent_message(clerk(HERE), message.uuid).message.subject == "case:1"
    with pytest.raises(NotYourDeskError):
        received_message(clerk(THERE, desks=("tax",)), message.uuid)
    for stranger in (clerk(HERE), clerk(STRANGER)):
        with pytest.raises(MessageNotFoundError):
            received_message(stranger, message.uuid)
    with pytest.raises(NotAllowedError):
        received_message(clerk(THERE, may=frozenset()), message.uuid)
    assert audited(THERE, "read.exchange.received") == 1


@pytest.mark.django_db
def test_whoever_waits_for_a_message_hears_of_it_at_the_receiver_and_can_undo_the_delivery(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[tuple[str, str | None, str]] = []

    def listen(context: Context, event: Event) -> None:
        heard.append((context.municipality_code, tenancy.current_municipality(), event.data["sender"]))
        if len(heard) == 1:
            raise RuntimeError("the receiver is not ready")

    monkeypatch.setitem(events._subscribers, "exchange.received", [listen])
    message = send()
    with pytest.raises(RuntimeError):
        pass_on(message)
    assert sent(message).state is SentStatus.WAITING
    with tenancy.municipality(THERE):
        assert not ReceivedMessage.objects.exists()
    pass_on(message)
    assert heard == [(THERE, THERE, HERE)] * 2
    assert sent(message).state is SentStatus.DELIVERED


@pytest.mark.django_db
def test_content_is_deleted_when_its_time_is_over_and_not_before() -> None:
    settled, open_one, unheard = send(), send(), send()
    for message in (settled, open_one, unheard):
        pass_on(message)
    for message in (settled, unheard):
        run(ProcessMessage(), clerk(THERE), Outcome(message.uuid))
    answer(settled)

    def purge(code: str, days: int) -> int:
        context = system(code)
        return run(PurgeMessages(), Context(code, context.actor, context.now + timedelta(days=days)), None)

    assert purge(THERE, 364) == purge(HERE, 364) == 0
    assert (purge(THERE, 366), purge(HERE, 366)) == (1, 1)
    with tenancy.municipality(THERE):
        assert set(ReceivedMessage.objects.values_list("uuid", flat=True)) == {open_one.uuid, unheard.uuid}
    answer(unheard)
    assert sent(unheard).state is SentStatus.PROCESSED


@pytest.mark.django_db
def test_a_round_offers_again_whatever_waits_and_has_lost_its_job() -> None:
    message = send()
    ProcrastinateJob.objects.all()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    offer_again(HERE)
    offer_again(HERE)
    jobs = ProcrastinateJob.objects.filter(task_name="exchange.deliver")
    assert [job.args for job in jobs] == [{"municipality_code": HERE, "message": str(message.uuid)}]


def test_jobs_carry_a_message_there_and_its_answer_back(committed_db: None) -> None:
    message = send()
    run_jobs_until_idle()
    assert sent(message).state is SentStatus.DELIVERED
    run(ProcessMessage(), clerk(THERE), Outcome(message.uuid, "済み"))
    run_jobs_until_idle()
    assert sent(message).state is SentStatus.PROCESSED


def test_who_write_to_each_other_at_once_do_not_block_each_other(committed_db: None) -> None:
    """Each delivery writes into two audit logs; in opposite order two would wait for each other for ever."""
    messages = [send() for _ in range(6)] + [send(sender=THERE, receiver=HERE) for _ in range(6)]

    def carry(message: SentMessage) -> None:
        try:
            pass_on(message)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(carry, messages[::2] + messages[1::2]))
    assert {sent(one).state for one in messages} == {SentStatus.DELIVERED}
    assert audited(HERE, "exchange.receive") == audited(THERE, "exchange.receive") == 6


@pytest.mark.django_db
def test_an_answer_to_a_message_that_its_sender_has_deleted_reaches_nobody_and_hurts_nobody() -> None:
    message = send()
    pass_on(message)
    with tenancy.municipality(HERE):
        SentMessage.objects.all().delete()
    run(ProcessMessage(), clerk(THERE), Outcome(message.uuid))
    answer(message)
    assert received(message).reported_at is not None


@pytest.mark.django_db
def test_a_message_nobody_has_is_not_found() -> None:
    for action in (ProcessMessage(), RefuseMessage()):
        with pytest.raises(MessageNotFoundError):
            run(action, clerk(THERE), Outcome(UUID(int=1), "x"))
    with pytest.raises(MessageNotFoundError):
        run(MarkPosted(), clerk(HERE), SentNote(UUID(int=1)))
