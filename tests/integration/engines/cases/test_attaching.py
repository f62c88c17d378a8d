"""Files of a case, with a real PostgreSQL and a stand-in for clamd that speaks its protocol."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.attachments.scanning import Clamd, ScannerUnreachableError
from madoguchi.core.audit.models import AuditEntry
from madoguchi.core.jobs import run_jobs_until_idle
from madoguchi.engines.cases.api import (
    AddAttachment,
    Attachment,
    AttachmentNotFoundError,
    AttachmentRefusedError,
    AttachmentWithheldError,
    Case,
    NewAttachment,
    NewCase,
    NotYourDeskError,
    OpenCases,
    OpenCasesInput,
    ScanState,
    case_story,
    open_attachment,
)
from madoguchi.engines.cases.tasks import scan_attachment
from madoguchi_testing.scanner import MARK, NAME, clamd

AIZU, KITAKATA = "072028", "072087"
PDF = b"%PDF-1.7\ntrailer\n<<>>\n%%EOF\n"
INFECTED = b"%PDF-1.7\n" + MARK + b"\n%%EOF\n"


def context(code: str = AIZU, actor: Actor | None = None) -> Context:
    return Context(code, actor or Actor.system("tests"), clock.now(), purpose="テスト")


def opened() -> Case:
    new = NewCase("child_allowance", "児童手当", "child_support", 0, "会津 葵")
    return run(OpenCases(), context(), OpenCasesInput(uuid4(), (new,)))[0]


def attach(case: Case, content: bytes = PDF, name: str = "会津葵の通帳.pdf") -> Attachment:
    return run(AddAttachment(), context(), NewAttachment(case.uuid, name, content))


@pytest.fixture
def scanner_at(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "clamd"
    settings.MADOGUCHI_CLAMD = str(path)
    return path


@pytest.mark.django_db
def test_without_a_scanner_a_file_is_kept_and_said_to_be_unscanned() -> None:
    case = opened()
    added = attach(case)
    assert added.scan is ScanState.NOT_SCANNED
    assert bytes(open_attachment(context(), added.uuid).content) == PDF
    story = case_story(context(), case.uuid)
    assert [one.uuid for one in story.attachments] == [added.uuid]
    assert story.events[-1].note == "会津葵の通帳.pdf"
    assert story.case.note == ""


@pytest.mark.django_db
def test_the_same_file_twice_is_one_attachment() -> None:
    case = opened()
    assert attach(case).uuid == attach(case, name="もう一度.pdf").uuid
    assert len(case_story(context(), case.uuid).attachments) == 1
    assert attach(opened()).uuid != attach(case).uuid


@pytest.mark.django_db
def test_a_case_takes_so_many_files_and_no_more() -> None:
    case = opened()
    for number in range(30):
        attach(case, PDF.replace(b"1.7", b"1.7 %d" % number))
    with pytest.raises(AttachmentRefusedError, match="30個"):
        attach(case)


@pytest.mark.django_db
def test_another_desk_and_the_neighbour_add_and_open_nothing() -> None:
    case = opened()
    added = attach(case)
    elsewhere = Actor("staff", "staff:9", AIZU, "", frozenset({"cases.work"}), ("water",))
    with pytest.raises(NotYourDeskError):
        run(AddAttachment(), context(actor=elsewhere), NewAttachment(case.uuid, "x.pdf", PDF))
    with pytest.raises(AttachmentNotFoundError):
        open_attachment(context(KITAKATA), added.uuid)


@pytest.mark.django_db
def test_the_audit_log_knows_who_added_and_opened_a_file_and_not_its_name() -> None:
    open_attachment(context(), attach(opened()).uuid)
    with tenancy.municipality(AIZU):
        entries = list(AuditEntry.objects.filter(action__contains="attach"))
    assert [entry.action for entry in entries] == ["cases.attach", "read.cases.attachment"]
    assert not any("会津" in f"{entry.subject}{entry.details}" for entry in entries)


@pytest.mark.usefixtures("committed_db")
def test_a_scanner_lets_clean_files_be_opened_and_empties_infected_ones(scanner_at: Path) -> None:
    case = opened()
    clean, infected = attach(case), attach(case, INFECTED)
    with pytest.raises(AttachmentWithheldError):
        open_attachment(context(), clean.uuid)
    with clamd(scanner_at) as looked_at:
        assert run_jobs_until_idle() == 2
    assert sorted(looked_at) == sorted([len(PDF), len(INFECTED)])
    assert open_attachment(context(), clean.uuid).scan is ScanState.CLEAN
    with pytest.raises(AttachmentWithheldError):
        open_attachment(context(), infected.uuid)
    with tenancy.municipality(AIZU):
        assert bytes(Attachment.objects.get(uuid=infected.uuid).content) == b""
        entry = AuditEntry.objects.get(action="cases.scan", subject=f"attachment:{infected.uuid}")
    assert entry.details["found"] == NAME
    with pytest.raises(AttachmentRefusedError, match="前にウイルスが見つかっています"):
        attach(case, INFECTED)


@pytest.mark.usefixtures("committed_db")
def test_while_the_scanner_is_away_the_file_waits_and_is_scanned_later(scanner_at: Path) -> None:
    added = attach(opened())
    with pytest.raises(ScannerUnreachableError):
        scan_attachment(AIZU, str(added.uuid))
    with pytest.raises(AttachmentWithheldError):
        open_attachment(context(), added.uuid)
    with clamd(scanner_at) as looked_at:
        scan_attachment(AIZU, str(added.uuid))
        scan_attachment(AIZU, str(added.uuid))
    assert looked_at == [len(PDF)]
    assert open_attachment(context(), added.uuid).scan is ScanState.CLEAN


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: \xff ERROR\0"])
def test_an_answer_that_is_no_verdict_is_none(tmp_path: Path, answer: bytes) -> None:
    import threading

    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(tmp_path / "clamd"))
    listener.listen()

    def speak() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(answer)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4_096):
                pass

    thread = threading.Thread(target=speak)
    thread.start()
    with pytest.raises(ScannerUnreachableError):
        Clamd(str(tmp_path / "clamd"), seconds=5).scan(PDF)
    thread.join(timeout=120)
    listener.close()


def test_an_address_that_is_none_is_told_by_its_setting() -> None:
    with pytest.raises(ScannerUnreachableError, match="MADOGUCHI_CLAMD"):
        Clamd("nowhere").scan(PDF)
