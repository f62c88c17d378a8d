"""Applications that arrive together come out as if each had come by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.integration.journeys.online_application.office import HERE, NEIGHBOUR, Office
from tests.integration.journeys.online_application.test_arriving import PDF

from madoguchi.core import tenancy
from madoguchi.core.actions import run_all
from madoguchi.core.audit import api as audit
from madoguchi.engines.courier.api import Arrival, DeliverLetter
from madoguchi.journeys.online_application.models import Application, SignedVersion, WaitingFile
from madoguchi.journeys.online_application.office.notices import TASK
from madoguchi_testing.jpki import Holder
from madoguchi_testing.online import Applicant, Sent

PHONE = "contact.phone"
STRANGER = Holder(name="別人　花", sex="2", birth_date="419900101", address="福島県会津若松市架空町1")


class _Nothing:
    """A letter that is no application."""

    def to_payload(self) -> dict[str, str]:
        return {"kind": "application", "signed": "half"}


def all_kinds(office: Office) -> list[Sent[Any]]:
    """What an office may find among the letters of one morning."""
    father = office.applicant
    stranger = Applicant(
        office.packs,
        father.scenario,
        office.authority.issue_card(STRANGER, keys=office.card_keys),
    )
    program = [("証明.pdf", PDF), ("写真.jpg", b"MZ\x90\x00" + b"\0" * 200)]
    first = father.apply(mail="taro@example.jp")
    with_files = father.apply(answers={PHONE: "090-0000-0001"}, files=program)
    taken_back = father.apply(answers={PHONE: "090-0000-0002"})
    elsewhere = father.apply(answers={PHONE: "090-0000-0003"}, files=program)
    altered = replace(elsewhere.submission, signature=bytes(256), mail="jiro@example.jp")
    other_files = replace(father.apply(answers={PHONE: "090-0000-0004"}, files=program), files=[("a", PDF)])
    carried = father.apply(answers={PHONE: "090-0000-0008"}, mail="jiro@example.jp")
    return [
        first,
        with_files,
        replace(elsewhere, submission=altered),
        father.apply(),
        taken_back,
        father.withdraw(taken_back),
        other_files,
        replace(carried, submission=replace(carried.submission, reply=first.reply)),
        Sent(_Nothing(), (), first.reply),  # type: ignore[type-var]
        stranger.apply(answers={PHONE: "090-0000-0005"}, files=program, mail="hana@example.jp"),
        father.apply([("no_such_procedure", None)]),
        father.apply(answers={PHONE: "090-0000-0006"}, municipality_code=NEIGHBOUR),
        father.apply(application=first.number, is_correction=True),
        father.apply([("childcare_exit", None)], answers={PHONE: "090-0000-0007"}),
        father.apply(answers={PHONE: "090-0000-0007"}),
        father.apply(answers={PHONE: "090-0000-0007"}),
    ]


def notices() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [TASK])
        return int(cursor.fetchone()[0])


def outcome(office: Office, sent: list[Sent[Any]], arrivals: list[Arrival]) -> list[Any]:
    """All that is known afterwards, without what differs each time: numbers of rows and of applications."""
    with tenancy.municipality(HERE):
        rows = list(Application.objects.order_by("uuid"))
        numbers = {row.number_text: f"number {place}" for place, row in enumerate(rows)}

        def plain(text: str) -> str:
            for number, called in numbers.items():
                text = text.replace(number, called)
            return text

        kept = []
        for row in rows:
            cases = [
                (
                    (one.procedure_key, one.person_index, one.status, one.note, one.due, one.data),
                    [file.file_name for file in one.attachments.order_by("id")],
                )
                for one in office.cases()
                if one.source_uuid == row.uuid
            ]
            versions = SignedVersion.objects.filter(application=row).order_by("number")
            kept.append(
                (
                    row.uuid,
                    row.state,
                    row.holds,
                    plain(row.problem),
                    row.first and row.first.uuid,
                    row.resident_uuid,
                    row.identified_by,
                    [plain(one["text"]) for one in row.messages],
                    [(one.number, one.taken, plain(one.problem), one.revocation) for one in versions],
                    list(WaitingFile.objects.filter(application=row).values_list("file_name", flat=True)),
                    cases,
                    sorted(one.action for one in audit.entries(subject=f"application:{row.uuid}")),
                )
            )
        told = [
            (
                one.reception,
                [plain(message.text) for message in one.messages],
                [(case.procedure, case.person, case.status, case.message) for case in one.cases],
            )
            for box in dict.fromkeys(each.reply for each in sent)
            for one in office.replies(box)
        ]
        letters = [(one.status, one.message) for one in arrivals]
    return [kept, told, letters, notices()]


def test_each_of_many_comes_out_as_if_it_had_come_alone(office: Office) -> None:
    sent = all_kinds(office)
    seen = []
    for together in (False, True):
        with transaction.atomic():
            here = office.receives(sent)
            if together:
                arrivals = run_all(DeliverLetter(), office.courier, [one.uuid for one in here])
            else:
                arrivals = [office.delivers(one) for one in here]
            seen.append(outcome(office, sent, arrivals))
            transaction.set_rollback(True)
    alone, at_once = seen
    for place, (one, other) in enumerate(zip(alone, at_once, strict=True)):
        assert one == other, place
    states = {state for _, state, *_ in alone[0]}
    assert states == {"opened", "held", "refused", "repeated"}
    assert {status for status, _ in alone[2]} == {"delivered", "refused"}
    assert alone[3] == 2, "none to the address of a signature that does not hold"


def test_more_of_them_need_no_more_statements(office: Office) -> None:
    def statements(begin: int, many: int) -> int:
        sent = [office.applicant.apply(answers={PHONE: f"090-0000-{begin + one:04d}"}) for one in range(many)]
        here = office.receives(sent)
        with CaptureQueriesContext(connection) as queries:
            run_all(DeliverLetter(), office.courier, [one.uuid for one in here])
        assert len(office.cases(sent[-1])) == len(sent[-1].submission.content.procedures)
        return len(queries)

    statements(0, 2)
    assert statements(10, 7) == statements(20, 2)
