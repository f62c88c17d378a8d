"""What the procedures themselves declare: their checks, and their deadlines."""

from __future__ import annotations

from collections.abc import Iterator

from madoguchi.core.languages import say, say_date_for_counter
from madoguchi.core.packs.model import Severity
from madoguchi.engines.forms.domain.checks.subject import Subject
from madoguchi.engines.forms.domain.findings import DEADLINE_PASSED, Finding


def procedure_checks(subject: Subject) -> Iterator[Finding]:
    """The `checks` of each procedure that the facts certainly break."""
    for entry in subject.entries:
        for check in entry.procedure.checks:
            if check.only_online and not subject.online:
                continue
            if check.found(subject.facts, entry.person):
                yield Finding(
                    severity=check.severity,
                    code="procedure_check",
                    message=_about(subject, entry.person, check.say),
                    clerk_only=check.severity is Severity.ASK,
                    told=_about(subject, entry.person, check.tell) if check.tell else "",
                    items=check.items,
                    person=entry.person,
                    procedure=entry.procedure.key,
                )


def deadlines(subject: Subject) -> Iterator[Finding]:
    """Deadlines that have passed, how they were counted, and what that means."""
    for entry in subject.entries:
        deadline = entry.deadline
        if deadline is None or deadline.date >= subject.today:
            continue
        late = say(
            "{procedure}の期限は{date}でした。{counted}",
            procedure=entry.procedure.label,
            date=say_date_for_counter(deadline.date),
            counted=deadline.text,
        )
        message = _about(subject, entry.person, late)
        remedy = entry.procedure.if_late or say(
            "期限を過ぎても届け出られます。窓口で理由をおたずねすることがあります。"
        )
        yield Finding(
            Severity.ASK,
            DEADLINE_PASSED,
            message,
            person=entry.person,
            procedure=entry.procedure.key,
            remedy=remedy,
            counted_from=deadline.begins,
        )


def _about(subject: Subject, person: int | None, message: str) -> str:
    if person is None:
        return message
    return say("{person}：{problem}", person=subject.called(person), problem=message)
