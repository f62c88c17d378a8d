"""What was decided stays as it was, has a number and a day until which it is kept, and can be proved."""

from __future__ import annotations

import threading
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg.types.json import Jsonb

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.approvals.api import (
    AddPaper,
    ApprovalError,
    ApproveDocument,
    AttachFile,
    ChangeRetention,
    DecideDocument,
    DocumentNotFoundError,
    FieldError,
    Medium,
    NewFile,
    NewPaper,
    NewRetention,
    PaperDecision,
    PaperIsBack,
    PartOfDocument,
    RegisterPaperDecision,
    SendBack,
    SendingBack,
    State,
    TakeOutFile,
    document_story,
    open_file,
    shares,
    verify_document,
)
from madoguchi.engines.approvals.errors import NotEditableError, PaperNotBackError
from madoguchi.engines.approvals.models import Document
from madoguchi.lib.attachments import AttachmentRefusedError
from madoguchi_testing.approvals import TownHall, draft, town_hall

PDF = b"%PDF-1.7\ntrailer\n<<>>\n%%EOF\n"
OTHER = PDF.replace(b"1.7", b"1.6")
AIZU = "072028"


def attach(hall: TownHall, document: Document, content: bytes = PDF, name: str = "見積書.pdf") -> Any:
    return run(AttachFile(), hall.context("tanto"), NewFile(document.uuid, name, content))


def troubles(hall: TownHall, document: Document) -> list[str]:
    found = verify_document(hall.context("tanto"), document.uuid)
    return [finding.trouble.value for finding in found.findings]


def with_a_file(hall: TownHall) -> Document:
    document = hall.draft()
    attach(hall, document)
    hall.submit(document)
    hall.act("kakaricho", ApproveDocument, document_of(hall, document))
    return hall.act("zeikacho", DecideDocument, document_of(hall, document))


def document_of(hall: TownHall, document: Document) -> Document:
    return document_story(hall.context("bunsho"), document.uuid).document


def test_the_hash_holds_and_stands_in_the_chained_log(hall: TownHall) -> None:
    decided = with_a_file(hall)
    found = verify_document(hall.context("tanto"), decided.uuid)
    assert (found.holds, found.files, len(found.decision_hash)) == (True, 1, 64)
    with tenancy.municipality(hall.code):
        entry = AuditEntry.objects.get(action="approvals.decide")
    assert entry.details["sha256"] == decided.decision_hash


STATEMENTS = {
    "title": "UPDATE approvals_document SET title = 'x'",
    "back to draft": "UPDATE approvals_document SET state = 'draft'",
    "gone": "DELETE FROM approvals_titlekey; DELETE FROM approvals_document",
    "version": "UPDATE approvals_version SET sha256 = 'x'",
    "version gone": "DELETE FROM approvals_version",
    "story": "UPDATE approvals_act SET actor_name = 'x'",
    "story gone": "DELETE FROM approvals_act",
    "file": "UPDATE approvals_attachment SET content = ''::bytea",
    "file unsealed": "UPDATE approvals_attachment SET sealed = false",
    "file gone": "DELETE FROM approvals_attachment",
}


def test_the_database_refuses_to_change_what_was_decided(hall: TownHall) -> None:
    decided = with_a_file(hall)
    for name, statement in STATEMENTS.items():
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with tenancy.municipality(hall.code), refused, transaction.atomic():
            connection.cursor().execute(statement)
        assert troubles(hall, decided) == [], name


TAMPERED = {
    "title": ("UPDATE approvals_document SET title = 'x'", "version"),
    "version": ('UPDATE approvals_version SET content = content || \'{"text": "x"}\'', "version"),
    "file": ("UPDATE approvals_attachment SET content = 'x'", "file"),
    "file gone": ("DELETE FROM approvals_attachment", "file_missing"),
    "approver": ("UPDATE approvals_act SET actor_name = 'x' WHERE kind = 'approved'", "decision"),
    "number": ("UPDATE approvals_document SET number = 'x'", "decision"),
    "retention": ("UPDATE approvals_document SET retention = '30'", "decision"),
    "amount": ("UPDATE approvals_document SET items = '{\"approval.amount\": 1}'", "version"),
    "drafter": ("UPDATE approvals_document SET drafter_name = 'x'", "version"),
    "content gone": ("UPDATE approvals_version SET content = '{}'", "version"),
    "file renamed": ("UPDATE approvals_attachment SET file_name = 'x.pdf'", "file"),
    "file added": (
        "INSERT INTO approvals_attachment (municipality_code, uuid, file_name, media_type, size, sha256,"
        " content, scan_state, added_at, added_by, added_by_name, sealed, taken_out, document_id)"
        " SELECT municipality_code, gen_random_uuid(), 'x.pdf', media_type, size, 'x', content, scan_state,"
        " added_at, added_by, added_by_name, sealed, taken_out, document_id FROM approvals_attachment",
        "file_more",
    ),
    "who judged": ("UPDATE approvals_place SET acted_by_name = 'x' WHERE kind = 'decide'", "decision"),
    "hash": ("UPDATE approvals_document SET decision_hash = repeat('0', 64)", "log"),
}


@pytest.mark.usefixtures("committed_db")
def test_whatever_somebody_with_all_rights_changes_is_found(superuser: psycopg.Connection[Any]) -> None:
    hall = town_hall(AIZU)
    decided = with_a_file(hall)
    assert troubles(hall, decided) == []
    names = ("document", "version", "attachment", "act", "place")
    tables = [f"approvals_{name}" for name in names]
    kept = {table: superuser.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    superuser.execute("SET session_replication_role = replica")
    for name, (statement, trouble) in TAMPERED.items():
        superuser.execute("BEGIN")
        superuser.execute("SAVEPOINT before")
        superuser.execute(statement)
        superuser.execute("COMMIT")
        assert trouble in troubles(hall, decided), name
        # Seen at once by whoever opens the document, but for what needs a look into files.
        seen = document_story(hall.context("tanto"), decided.uuid).broken
        assert (trouble in [one.trouble for one in seen]) is (name != "file"), name
        for table, rows in kept.items():
            superuser.execute(f"DELETE FROM {table}")
            for row in rows:
                places = ", ".join(["%s"] * len(row))
                values = [Jsonb(one) if isinstance(one, dict) else one for one in row]
                superuser.execute(f"INSERT INTO {table} VALUES ({places})", values)
        assert troubles(hall, decided) == [], name
    superuser.execute("SET session_replication_role = origin")


def test_files_are_looked_at_kept_once_and_sealed(hall: TownHall) -> None:
    document = hall.draft()
    with pytest.raises(AttachmentRefusedError):
        attach(hall, document, b"MZ\x90")
    first = attach(hall, document)
    assert attach(hall, document).uuid == first.uuid
    hall.submit(document)
    with pytest.raises(NotEditableError):
        attach(hall, document, OTHER)
    part = PartOfDocument(document.uuid, first.uuid)
    with pytest.raises(NotEditableError):
        run(TakeOutFile(), hall.context("tanto"), part)
    assert bytes(open_file(hall.context("kakaricho"), first.uuid).content) == PDF
    with pytest.raises(ApprovalError):
        open_file(hall.context("kakaricho"), uuid4())


def test_an_earlier_version_keeps_the_file_that_was_taken_out(hall: TownHall) -> None:
    document = hall.draft()
    first = attach(hall, document)
    hall.submit(document)
    run(SendBack(), hall.context("kakaricho"), SendingBack(document.uuid, 1, "差し替えてください。"))
    run(TakeOutFile(), hall.context("tanto"), PartOfDocument(document.uuid, first.uuid))
    attach(hall, document, OTHER)
    hall.submit(document)
    story = document_story(hall.context("kakaricho"), document.uuid)
    assert [len(version.content["attachments"]) for version in story.versions] == [1, 1]
    assert story.versions[0].content["attachments"][0]["sha256"] == first.sha256
    assert bytes(open_file(hall.context("kakaricho"), first.uuid).content) == PDF


@pytest.mark.parametrize(
    ("on", "number", "until"),
    [
        (datetime(2027, 3, 31, 23, 59, tzinfo=clock.TOKYO), "8税務第1号", date(2030, 3, 31)),
        (datetime(2027, 4, 1, 0, 0, tzinfo=clock.TOKYO), "9税務第1号", date(2031, 3, 31)),
    ],
    ids=["31 March", "1 April"],
)
def test_number_and_retention_turn_on_the_first_of_april(
    hall: TownHall, on: datetime, number: str, until: date
) -> None:
    with clock.fixed(on):
        decided = hall.decide_small()
    assert (decided.number, decided.kept_until) == (number, until)


def test_numbers_have_no_gaps_also_where_a_decision_is_undone(hall: TownHall) -> None:
    first = hall.decide_small()
    hall.submit(hall.draft(title="回しているだけのもの"))
    document = hall.submit(hall.draft(title="取り消される決裁"))
    hall.act("kakaricho", ApproveDocument, document)
    with pytest.raises(RuntimeError, match="power"), transaction.atomic():
        hall.act("zeikacho", DecideDocument, document)
        raise RuntimeError("power")
    second = hall.act("zeikacho", DecideDocument, document)
    assert (first.serial, second.serial) == (1, 2)


@pytest.mark.usefixtures("committed_db")
def test_several_who_decide_at_once_get_numbers_one_after_the_other() -> None:
    hall = town_hall(AIZU)
    documents = [hall.submit(hall.draft(title=f"同時の決裁 {number}")) for number in range(4)]
    for document in documents:
        hall.act("kakaricho", ApproveDocument, document)
    start = threading.Barrier(len(documents))
    serials: list[int | None] = []

    def decide(document: Document) -> None:
        try:
            start.wait()
            serials.append(hall.act("zeikacho", DecideDocument, document).serial)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[document]) for document in documents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one for one in serials if one) == [1, 2, 3, 4]


def test_retention_changes_until_the_decision_by_drafter_or_whose_turn_it_is(hall: TownHall) -> None:
    document = hall.submit(hall.draft())
    longer = NewRetention(document.uuid, "10", "補助金の書類のため")
    with pytest.raises(ApprovalError):
        run(ChangeRetention(), hall.context("zeikacho"), longer)
    run(ChangeRetention(), hall.context("kakaricho"), longer)
    with pytest.raises(FieldError):
        run(ChangeRetention(), hall.context("tanto"), NewRetention(document.uuid, "7", "理由"))
    hall.act("kakaricho", ApproveDocument, document)
    decided = hall.act("zeikacho", DecideDocument, document)
    assert decided.kept_for.years == 10
    with pytest.raises(ApprovalError):
        run(ChangeRetention(), hall.context("tanto"), NewRetention(document.uuid, "1", "理由"))
    assert troubles(hall, decided) == []


def test_a_part_on_paper_makes_it_mixed_and_is_waited_for_where_so_chosen(hall: TownHall) -> None:
    document = hall.draft(wait_for_paper=True, confidential=True)
    part = run(AddPaper(), hall.context("tanto"), NewPaper(document.uuid, "位置図 A1", 2))
    hall.submit(document)
    hall.act("kakaricho", ApproveDocument, document_of(hall, document))
    with pytest.raises(PaperNotBackError):
        hall.act("zeikacho", DecideDocument, document_of(hall, document))
    with pytest.raises(DocumentNotFoundError):
        run(PaperIsBack(), hall.context("somukacho"), PartOfDocument(document.uuid, part.uuid))
    run(PaperIsBack(), hall.context("tanto"), PartOfDocument(document.uuid, part.uuid))
    decided = hall.act("zeikacho", DecideDocument, document_of(hall, document))
    assert decided.came_about is Medium.MIXED
    assert troubles(hall, decided) == []


def test_a_paper_that_comes_back_after_the_decision_is_written_down_too(hall: TownHall) -> None:
    document = hall.draft()
    part = run(AddPaper(), hall.context("tanto"), NewPaper(document.uuid, "位置図 A1", 2))
    hall.submit(document)
    hall.act("kakaricho", ApproveDocument, document_of(hall, document))
    decided = hall.act("zeikacho", DecideDocument, document_of(hall, document))
    run(PaperIsBack(), hall.context("tanto"), PartOfDocument(document.uuid, part.uuid))
    assert document_story(hall.context("tanto"), document.uuid).papers[0].back_by_name == "税務 一郎"
    assert troubles(hall, decided) == []


@pytest.mark.parametrize("sheets", [0, -1, 10_000])
def test_a_paper_has_a_sensible_number_of_sheets(hall: TownHall, sheets: int) -> None:
    document = hall.draft()
    with pytest.raises(FieldError):
        run(AddPaper(), hall.context("tanto"), NewPaper(document.uuid, "図", sheets))


def on_paper(hall: TownHall, decided_on: date, decided_by: str = "市長") -> Document:
    given = PaperDecision(draft(title="紙の決裁"), decided_on, decided_by, 3)
    return run(RegisterPaperDecision(), hall.context("tanto"), given)


def test_what_was_decided_on_paper_is_numbered_and_counted_too(hall: TownHall) -> None:
    today = clock.today()
    hall.decide_small()
    paper = on_paper(hall, today)
    assert (paper.where, paper.came_about, paper.serial) == (State.DECIDED, Medium.PAPER, 2)
    assert troubles(hall, paper) == []
    found = shares(hall.context("shucho"), today, today)
    assert (found.total.electronic, found.total.paper, found.total.share) == (1, 1, 0.5)
    with tenancy.municipality(hall.code):
        assert Document.objects.filter(state="decided").count() == found.total.total


@pytest.mark.parametrize("days", [date(2019, 3, 31), date(2999, 1, 1)], ids=str)
def test_a_paper_of_a_year_that_is_closed_or_to_come_gets_no_number(hall: TownHall, days: date) -> None:
    with pytest.raises(FieldError):
        on_paper(hall, days)
    with pytest.raises(FieldError):
        on_paper(hall, clock.today(), " ")


def test_the_neighbour_finds_nothing(hall: TownHall) -> None:
    decided = hall.decide_small()
    elsewhere = Context("072087", Actor.system("tests"))
    for look in (document_story, verify_document):
        with pytest.raises(DocumentNotFoundError):
            look(elsewhere, decided.uuid)


def test_a_draft_is_of_the_desk_and_what_is_confidential_of_those_concerned(hall: TownHall) -> None:
    sketch = hall.draft()
    secret = hall.submit(hall.draft(confidential=True))
    for name, sees_draft, sees_secret in (
        ("tanto", True, True),
        ("kakaricho", True, True),
        ("somukacho", False, False),
        ("shucho", False, False),
        ("bunsho", True, True),
    ):
        for document, sees in ((sketch, sees_draft), (secret, sees_secret)):
            try:
                document_story(hall.context(name), document.uuid)
                assert sees, name
            except DocumentNotFoundError:
                assert not sees, name
