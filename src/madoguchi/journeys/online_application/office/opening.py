"""From an application to the cases on the desks, with its files."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.cases.api import (
    AddAttachment,
    AddNote,
    AttachmentRefusedError,
    Case,
    CaseStep,
    Channel,
    NewAttachment,
    OpenCases,
    OpenCasesInput,
)
from madoguchi.journeys.online_application.models import Application, ApplicationState, WaitingFile
from madoguchi.journeys.online_application.office.filing import Filed
from madoguchi.journeys.online_application.office.telling import add_message

_UNEXPECTED = "オンライン申請の回答からは、この手続きが必要だと分かりませんでした。内容を確かめてください。"
SYSTEM = Actor(
    kind="system",
    id="online_application",
    display_name="オンライン申請",
    permissions=Actor.system("").permissions,
)
"""Who opens cases and adds their files: whoever decided stands in the application and in its audit entry."""

File = tuple[str, bytes]
"""A name, as the sender calls it, and a content."""


def open_cases(
    context: Context, application: Application, filed: Filed, files: Iterable[File], *, note: str = ""
) -> list[Case]:
    """The cases of an application, each with its files; the row is changed and not saved.

    `note` is what a clerk cleared, for the desks to read.
    """
    as_system = Context(context.municipality_code, SYSTEM, context.now, "オンライン申請の受け付け")
    wanted = list(filed.new_cases())
    given = OpenCasesInput(
        application.uuid, tuple(new for new, _ in wanted), Channel.ONLINE, application.number
    )
    cases = run(OpenCases(), as_system, given)
    application.state = ApplicationState.OPENED
    notes = [
        (case.uuid, _UNEXPECTED) for case, (_, expected) in zip(cases, wanted, strict=True) if not expected
    ]
    notes += [(case.uuid, note) for case in cases if note]
    for uuid, text in notes:
        run(AddNote(), as_system, CaseStep(uuid, text))
    attach(as_system, application, [case.uuid for case in cases], files)
    return cases


def attach(context: Context, application: Application, cases: Iterable[UUID], files: Iterable[File]) -> None:
    """Keep the files with each of the cases. One that is refused is told to the applicant and to the desks.

    The row is changed and not saved.
    """
    uuids = list(cases)
    for name, content in files:
        try:
            for uuid in uuids:
                run(AddAttachment(), context, NewAttachment(uuid, name, content))
        except AttachmentRefusedError as refused:
            add_message(application, context.now, f"添付「{name}」は受け取れませんでした。{refused}")
            for uuid in uuids:
                run(AddNote(), context, CaseStep(uuid, f"添付「{name}」は受け取れませんでした。{refused}"))


def keep_files(application: Application, files: Iterable[File]) -> None:
    """Keep the files until a person has cleared the application."""
    WaitingFile.objects.bulk_create(
        WaitingFile(
            municipality_code=application.municipality_code,
            application=application,
            file_name=name,
            content=content,
        )
        for name, content in files
    )


def kept_files(application: Application) -> list[File]:
    """The files that wait, as they came."""
    waiting = WaitingFile.objects.filter(application=application).order_by("id")
    return [(one.file_name, bytes(one.content)) for one in waiting]


def forget_files(application: Application) -> int:
    """The files went over to the cases, or are not needed any more; how many they were."""
    return WaitingFile.objects.filter(application=application).delete()[0]
