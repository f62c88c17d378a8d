"""What becomes of a new application, whichever way it came: refused, held for a person, or opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from madoguchi.core.actions import Context
from madoguchi.core.database.compiled import CompiledQuery
from madoguchi.core.database.searching import is_one_of
from madoguchi.engines.cases.api import Case, Status, format_number
from madoguchi.journeys.online_application.domain.comparing import acts_from_outside
from madoguchi.journeys.online_application.domain.holds import Hold
from madoguchi.journeys.online_application.domain.signed_content import SignedContent
from madoguchi.journeys.online_application.models import (
    Application,
    ApplicationState,
    SignedVersion,
    WaitingFile,
)
from madoguchi.journeys.online_application.office.filing import Filed, NotFiledError, filed
from madoguchi.journeys.online_application.office.opening import (
    Cleared,
    File,
    open_all_cases,
    waiting_files,
)
from madoguchi.journeys.online_application.office.telling import add_message

_TAKEN_BACK = (Status.WITHDRAWN, Status.REJECTED)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A new application whose row is not saved yet, and what it says.

    `at` is when it was sent, `likeness` the same for another that asks for the same, `problem` why it can not
    be taken, if that is known already. `version` makes the row of what was signed, to be saved, with the
    problem that there is or with an empty text.
    """

    application: Application
    content: SignedContent = field(repr=False)
    files: tuple[File, ...] = field(repr=False)
    at: datetime
    likeness: str
    version: Callable[[str], SignedVersion] = field(repr=False)
    problem: str = ""


HoldsOf = Callable[[Sequence[tuple[Arrived, Filed]]], Sequence[tuple[Hold, ...]]]
"""What a person has to clear of each application; may note in its row who has applied."""


def settle_all(context: Context, given: Sequence[Arrived], holds_of: HoldsOf) -> list[list[Case]]:
    """Refuse, hold or open new applications, of which no two are alike; saves their rows.

    Returns the cases of each, where there are any.
    """
    firsts = _firsts_of([one.likeness for one in given if not one.problem])
    problems = [one.problem or _read(context, one, firsts) for one in given]
    readable = [(one, found) for one, found in zip(given, problems, strict=True) if isinstance(found, Filed)]
    held = holds_of(readable)
    for (one, _), holds in zip(readable, held, strict=True):
        one.application.hold_for(holds)
        one.application.state = ApplicationState.HELD if holds else ApplicationState.OPENED
    for one, found in readable:
        one.application.tells_result = not acts_from_outside(found.facts)
    for one, problem in zip(given, problems, strict=True):
        if isinstance(problem, str):
            refuse(context, one.application, problem)
    _save(given, problems)
    clear = [(one, found) for (one, found), holds in zip(readable, held, strict=True) if not holds]
    opened = open_all_cases(context, [Cleared(one.application, found, one.files) for one, found in clear])
    for one, _ in clear:
        if one.application.messages:
            one.application.save(update_fields=["messages"])
    cases = {one.application.uuid: some for (one, _), some in zip(clear, opened, strict=True)}
    return [cases.get(one.application.uuid, []) for one in given]


def refuse(context: Context, application: Application, problem: str) -> None:
    """Put down that no case is opened, and tell why; the row is not saved."""
    if application.state != ApplicationState.REPEATED:
        application.state = ApplicationState.REFUSED
    application.problem = problem
    add_message(application, context.now, problem)


def _read(context: Context, given: Arrived, firsts: dict[str, Application]) -> Filed | str:
    """The application read, or why it cannot be taken."""
    first = firsts.get(given.likeness)
    if first is not None:
        given.application.state, given.application.first = ApplicationState.REPEATED, first
        return f"同じ内容の申請を、すでに受け取っています（受付番号 {format_number(first.number)}）。"
    try:
        return filed(context.municipality_code, given.content, given.at)
    except NotFiledError as error:
        return str(error)


def _save(given: Sequence[Arrived], problems: Iterable[Filed | str]) -> None:
    """The rows of applications and versions, and the files that wait for a person, each in one statement."""
    Application.objects.bulk_create([one.application for one in given])
    SignedVersion.objects.bulk_create(
        one.version(problem if isinstance(problem, str) else "")
        for one, problem in zip(given, problems, strict=True)
    )
    # The cases take theirs, and the application that another one repeats has the very same files.
    waiting = (ApplicationState.HELD, ApplicationState.REFUSED)
    WaitingFile.objects.bulk_create(
        file
        for one in given
        if one.application.state in waiting
        for file in waiting_files(one.application, one.files)
    )


def _firsts_of(likenesses: Sequence[str]) -> dict[str, Application]:
    """By likeness, an application that another one repeats: it waits for a person, or something of it stands
    or was granted.

    Whoever has taken theirs back, or was refused, may apply for the same again.
    """
    if not likenesses:
        return {}
    return {one.likeness: one.application for one in _IN_FORCE.rows(likenesses=list(likenesses))}


def _in_force(likenesses: list[str]) -> QuerySet[SignedVersion]:
    standing = Case.objects.filter(source_uuid=OuterRef("application__uuid")).exclude(
        status__in=[status.value for status in _TAKEN_BACK]
    )
    held_or_standing = Q(application__state=ApplicationState.HELD) | Q(
        Exists(standing), application__state=ApplicationState.OPENED
    )
    versions = SignedVersion.objects.select_related("application")
    alike = versions.filter(is_one_of("likeness", likenesses), taken=True)
    # The oldest last, so that it is what is kept of several.
    return alike.filter(held_or_standing).order_by("-id")


_IN_FORCE = CompiledQuery(_in_force, likenesses=["a likeness"])
