"""From an application to the cases on the desks, with its files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run, run_all
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


@dataclass(frozen=True, slots=True)
class Cleared:
    """An application that nothing keeps from the desks, read, with its files and what a clerk wrote."""

    application: Application
    filed: Filed
    files: Iterable[File] = field(repr=False)
    note: str = ""


def open_cases(context: Context, given: Cleared) -> list[Case]:
    """The cases of an application, each with its files; the row is changed and not saved."""
    return open_all_cases(context, [given])[0]


def open_all_cases(context: Context, given: Sequence[Cleared]) -> list[list[Case]]:
    """The cases of several applications, in their order."""
    if not given:
        return []
    as_system = Context(context.municipality_code, SYSTEM, context.now, "オンライン申請の受け付け")
    wanted = [list(one.filed.new_cases()) for one in given]
    inputs = [
        OpenCasesInput(
            one.application.uuid,
            tuple(new for new, _ in cases),
            Channel.ONLINE,
            one.application.number,
        )
        for one, cases in zip(given, wanted, strict=True)
    ]
    opened = run_all(OpenCases(), as_system, inputs)
    for one, new_cases, cases in zip(given, wanted, opened, strict=True):
        one.application.state = ApplicationState.OPENED
        notes = [
            (case.uuid, _UNEXPECTED)
            for case, (_, expected) in zip(cases, new_cases, strict=True)
            if not expected
        ]
        notes += [(case.uuid, one.note) for case in cases if one.note]
        for uuid, text in notes:
            run(AddNote(), as_system, CaseStep(uuid, text))
        attach(as_system, one.application, [case.uuid for case in cases], one.files)
    return opened


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


def waiting_files(application: Application, files: Iterable[File]) -> list[WaitingFile]:
    """The rows of files that wait until a person has cleared the application, not saved."""
    return [
        WaitingFile(
            municipality_code=application.municipality_code,
            application=application,
            file_name=name,
            content=content,
        )
        for name, content in files
    ]


def keep_files(application: Application, files: Iterable[File]) -> None:
    """Keep the files until a person has cleared the application."""
    WaitingFile.objects.bulk_create(waiting_files(application, files))


def kept_files(application: Application) -> list[File]:
    """The files that wait, as they came."""
    waiting = WaitingFile.objects.filter(application=application).order_by("id")
    return [(one.file_name, bytes(one.content)) for one in waiting]


def forget_files(application: Application) -> int:
    """The files went over to the cases, or are not needed any more; how many they were."""
    return WaitingFile.objects.filter(application=application).delete()[0]
