"""Rules about what is not there: fields without an answer, answers 「わからない」, a household without
people.
"""

from __future__ import annotations

from collections.abc import Iterator

from madoguchi.core.languages import say
from madoguchi.core.vocabulary import MEMBERS, Scope
from madoguchi.engines.forms.domain.checks.subject import Subject
from madoguchi.engines.forms.domain.declared import is_asked, is_consent
from madoguchi.engines.forms.domain.fields import FormField, FormGroup, FormOutline
from madoguchi.engines.forms.domain.findings import Finding, ask, must


def missing(subject: Subject, outline: FormOutline) -> Iterator[Finding]:
    """Every field of the outline that is needed and empty, and every needed answer that nobody knows."""
    yield from _no_people(subject)
    for group in outline.groups:
        for field in group.fields:
            # No field of ours reads a refusal, but a signed letter may carry one.
            refused = is_consent(field.item) and not field.optional and field.value is False
            if field.missing or refused:
                yield _missing(subject, group, field)
            elif field.unsure and not field.optional:
                yield _unsure(subject, group, field)


def _no_people(subject: Subject) -> Iterator[Finding]:
    vocabulary = subject.pack.vocabulary
    asks_people = any(
        key in vocabulary and vocabulary[key].scope is Scope.PERSON and is_asked(vocabulary[key])
        for entry in subject.entries
        for key in entry.procedure.asked(online=subject.online)
    )
    if asks_people and not subject.facts.members:
        message = say("ご家族が一人も入力されていません。")
        remedy = say("手続きをする方を、お一人以上入力してください。")
        yield must("no_members", message, MEMBERS, remedy=remedy)


def _missing(subject: Subject, group: FormGroup, field: FormField) -> Finding:
    if is_consent(field.item):
        message = say("「{label}」にしるしがありません。", label=field.label)
        remedy = say("内容を読んで、しるしを入れてください。同意できないときは、窓口に相談してください。")
        return must("not_consented", message, field.item.key, person=field.person, remedy=remedy)
    if field.person is not None:
        who = subject.called(field.person)
        message = say("{person}の「{label}」が入力されていません。", person=who, label=field.label)
    else:
        message = say("「{group}」の「{label}」が入力されていません。", group=group.label, label=field.label)
    remedy = say("入力してください。わからないときは、わかる書類を持って窓口でおたずねください。")
    return must(
        "missing",
        message,
        field.item.key,
        person=field.person,
        remedy=remedy,
        procedure=_only_procedure(subject, field),
    )


def _unsure(subject: Subject, group: FormGroup, field: FormField) -> Finding:
    if field.person is not None:
        who = subject.called(field.person)
        message = say("{person}の「{label}」は「わからない」となっています。", person=who, label=field.label)
    else:
        message = say(
            "「{group}」の「{label}」は「わからない」となっています。", group=group.label, label=field.label
        )
    remedy = say("わかる書類があれば、窓口にお持ちください。窓口で一緒に確かめます。")
    return ask(
        "not_known",
        message,
        field.item.key,
        person=field.person,
        remedy=remedy,
        procedure=_only_procedure(subject, field),
    )


def _only_procedure(subject: Subject, field: FormField) -> str | None:
    """The procedure that asks for the field, when it is the only one."""
    asking = {
        entry.procedure.key
        for entry in subject.entries
        if field.item.key in entry.procedure.asked(online=subject.online)
        and entry.person in (None, field.person)
    }
    return asking.pop() if len(asking) == 1 else None
