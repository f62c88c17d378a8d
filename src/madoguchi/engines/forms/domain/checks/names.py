"""Rules about names: what a register needs to know about them and cannot guess."""

from __future__ import annotations

from collections.abc import Iterator

from madoguchi.core.languages import say
from madoguchi.engines.forms.domain.checks.subject import Subject
from madoguchi.engines.forms.domain.findings import Finding, ask


def names(subject: Subject) -> Iterator[Finding]:
    """Names and readings whose family name cannot be told from the given name."""
    for person in subject.facts.persons():
        name, reading = subject.text("person.name", person), subject.text("person.name_kana", person)
        if name and " " not in name:
            message = say("{person}の氏名が、姓と名に分かれていません。", person=subject.called(person))
            remedy = say("姓と名の間を1文字あけてください。分かれない氏名の方は、そのままでかまいません。")
            yield ask("name_not_split", message, "person.name", person=person, remedy=remedy)
        elif name and reading and reading.count(" ") != name.count(" "):
            message = say(
                "{person}の氏名とフリガナで、区切りの数がちがいます。", person=subject.called(person)
            )
            remedy = say("姓と名の間を、フリガナも1文字あけてください。")
            yield ask("reading_not_split", message, "person.name_kana", person=person, remedy=remedy)
