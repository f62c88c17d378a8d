"""Life events: what each one asks, and whether it asks everything on which its procedures depend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from madoguchi.core.conditions import Expression
from madoguchi.core.packs.definitions import Problem, check_key, reporter, unknown_items
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model import (
    Concerns,
    ItemGroup,
    LifeEvent,
    People,
    Procedure,
    Question,
    Theme,
    Who,
    Wording,
)
from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.packs.yaml_reading import ValuePath, YamlFile
from madoguchi.core.vocabulary import (
    MEMBERS,
    AnswersError,
    Facts,
    Scope,
    Vocabulary,
    facts_from_json,
    value_from_json,
)

DEFAULT_ROSTER = ("person.relation", "person.birth_date")
_TELLS_WHO = ("name", "name_kana", "birth_date")

_SAMPLE_HOUSEHOLD = 3
"""Conditions are tried on a household of three people of whom nothing is known."""


def events_from(
    files: PackFiles,
    vocabulary: Vocabulary,
    groups: Mapping[str, ItemGroup],
    themes: Mapping[str, Theme],
) -> dict[str, tuple[LifeEvent, YamlFile]]:
    """The events by key, in the order in which people see them, each with its file."""
    report = reporter(files)
    events: dict[str, tuple[LifeEvent, YamlFile]] = {}
    for relative, file in files.of("event").items():
        raw = file.value
        if raw["key"] in events:
            other = events[raw["key"]][1].name
            report(
                file, ("key",), f"「{raw['key']}」というできごとが2つあります。", f"もう1つは {other} です。"
            )
            continue
        check_key(report, file, relative.stem, "ファイル")
        _check_sets(report, file, raw["sets"], vocabulary)
        questions = tuple(_questions(report, file, raw["questions"], vocabulary, groups))
        wording = raw.get("wording", {})
        _check_wording(report, file, wording, questions)
        _check_about(report, file, raw.get("about"), vocabulary)
        theme = raw.get("theme")
        if theme is not None and theme not in themes:
            report(
                file,
                ("theme",),
                f"theme の「{theme}」というまとまりは themes.yaml にありません。",
                did_you_mean(theme, themes) or "packs/common/themes.yaml に足してください。",
            )
        events[raw["key"]] = (
            LifeEvent(
                key=raw["key"],
                label=raw["label"],
                description=raw["description"],
                icon=raw["icon"],
                sets=raw["sets"],
                questions=questions,
                order=raw.get("order", 100),
                procedures_order=tuple(raw.get("procedures_order", ())),
                people=People(raw.get("people", People.RESIDENTS)),
                theme=theme,
                wording={key: Wording(**given) for key, given in wording.items()},
                about=raw.get("about"),
            ),
            file,
        )
    return dict(sorted(events.items(), key=lambda entry: (entry[1][0].order, entry[0])))


def _check_sets(report: Problem, file: YamlFile, sets: Mapping[str, Any], vocabulary: Vocabulary) -> None:
    for key, value in sets.items():
        place: ValuePath = ("sets", key)
        if key not in vocabulary:
            report(
                file, place, f"sets の「{key}」という項目は語彙にありません。", did_you_mean(key, vocabulary)
            )
            continue
        try:
            value_from_json(vocabulary[key], value)
        except AnswersError as error:
            report(file, place, f"sets の「{key}」の値が使えません。", error.message)


def _check_about(report: Problem, file: YamlFile, about: str | None, vocabulary: Vocabulary) -> None:
    """Somebody is found in a register by name and birth date: without these items nobody could be."""
    keys = [] if about is None else [f"{about}.{one}" for one in _TELLS_WHO]
    missing = [key for key in keys if key not in vocabulary]
    if missing:
        report(
            file,
            ("about",),
            f"about の「{about}」には、だれのことかを表す項目「{'」「'.join(missing)}」が語彙にありません。",
            did_you_mean(about or "", sorted({key.partition(".")[0] for key in vocabulary}))
            or "about には、その方の項目のはじめのことば（deceased など）を書いてください。",
        )


def _check_wording(
    report: Problem, file: YamlFile, wording: Mapping[str, Any], questions: Sequence[Question]
) -> None:
    asked = dict.fromkeys(key for question in questions for key in (question.item, *question.roster))
    for key in wording:
        if key not in asked:
            report(
                file,
                ("wording", key),
                f"wording の「{key}」は、このできごとではたずねない項目です。",
                did_you_mean(key, asked) or "questions か roster にある項目を書いてください。",
            )


def _questions(
    report: Problem,
    file: YamlFile,
    raw: Iterable[Any],
    vocabulary: Vocabulary,
    groups: Mapping[str, ItemGroup],
) -> Iterator[Question]:
    seen: set[str] = set()
    for number, entry in enumerate(raw):
        place: ValuePath = ("questions", number)
        given = {"item": entry} if isinstance(entry, str) else entry
        key = given["item"]
        if key in seen:
            report(file, place, f"questions に「{key}」が2回あります。", "一方を消してください。")
        seen.add(key)
        group = given.get("group")
        if group is not None and group not in groups:
            report(
                file,
                (*place, "group"),
                f"group の「{group}」というまとまりは語彙の groups にありません。",
                did_you_mean(group, groups),
            )
        roster = tuple(given.get("roster", DEFAULT_ROSTER if key == MEMBERS else ()))
        if key == MEMBERS:
            unknown_items(report, file, (*place, "roster"), "roster", roster, vocabulary, Scope.PERSON)
        elif roster:
            report(file, place, "roster は members だけに書けます。", "この行の roster を消してください。")
        elif key not in vocabulary:
            report(
                file,
                place,
                f"questions の「{key}」という項目は語彙にありません。",
                did_you_mean(key, [*vocabulary, MEMBERS]),
            )
        elif vocabulary[key].derived is not None:
            report(
                file,
                place,
                f"questions の「{key}」はほかの項目から計算する項目なので、たずねられません。",
                "もとになる項目を書いてください。",
            )
        elif not vocabulary[key].question:
            report(
                file,
                place,
                f"questions の「{key}」には、語彙に question（たずねる文）がありません。",
                "語彙のこの項目に question を書いてください。",
            )
        yield Question(key, group, roster)


def check_common_facts(files: PackFiles, events: Mapping[str, tuple[LifeEvent, YamlFile]]) -> None:
    """Reports an event that leaves open what choosing any other event answers.

    An item that events set and no event asks (`life.event`) can be known in no other way: where one event
    does not set it, the conditions of all procedures that read it would stay undecided for ever.
    """
    asked = {question.item for event, _ in events.values() for question in event.questions}
    for event, _ in events.values():
        asked.update(item for question in event.questions for item in question.roster)
    setters: dict[str, LifeEvent] = {}
    for event, _ in events.values():
        for key in event.sets:
            setters.setdefault(key, event)
    report = reporter(files)
    for event, file in events.values():
        for key, setter in setters.items():
            if key not in event.sets and key not in asked:
                report(
                    file,
                    ("sets",),
                    f"sets に「{key}」がありません。どのできごとでもたずねない項目なので、"
                    "この項目で決まる手続きがいつまでも決まりません。",
                    f"「{setter.label}」（{setter.key}）の sets を見て、{key} を足してください。",
                )


def check_event(
    files: PackFiles,
    event: LifeEvent,
    file: YamlFile,
    procedures: Sequence[Procedure],
    vocabulary: Vocabulary,
) -> None:
    """Reports items on which a procedure of the event depends and which the event does not ask."""
    report = reporter(files)
    known = {procedure.key for procedure in procedures}
    for number, key in enumerate(event.procedures_order):
        if key not in known:
            report(
                file,
                ("procedures_order", number),
                f"procedures_order の「{key}」という手続きはありません。",
                did_you_mean(key, known),
            )
    asked = {question.item for question in event.questions}
    for question in event.questions:
        asked.update(question.roster)
    try:
        case = facts_from_json(dict(event.sets), vocabulary, date(2026, 4, 1)).case
    except AnswersError:
        return
    facts = Facts(case=case, members=({},) * _SAMPLE_HOUSEHOLD, today=date(2026, 4, 1))
    missing: dict[str, str] = {}
    for procedure in procedures:
        if procedure.applies_when.filled_in(case).written_value is False:
            continue
        for key in _open_items(procedure, facts):
            if key not in asked:
                missing.setdefault(key, procedure.key)
            if key.startswith("person.") and MEMBERS not in asked:
                missing.setdefault(MEMBERS, procedure.key)
    for key, procedure_key in missing.items():
        report(
            file,
            ("questions",),
            f"questions に「{key}」がありません。手続き「{procedure_key}」の条件がこの項目で決まります。",
            f"questions に {key} を足してください。",
        )


def _open_items(procedure: Procedure, facts: Facts) -> Iterator[str]:
    """Items on which the plan of this procedure still depends, once the event has set its facts."""
    person = 0 if procedure.concerns is Concerns.PERSON else None
    never = procedure.applies_when.evaluate(facts, person) is False
    if never and not procedure.applies_when.open_items(facts, person):
        return
    wanted: list[tuple[Expression, int | None]] = [(procedure.applies_when, person)]
    if procedure.deadline is not None:
        wanted.append((procedure.deadline.after, person))
    if isinstance(procedure.at_home, Expression):
        wanted.append((procedure.at_home, person))
    if procedure.fee is not None and procedure.fee.when is not None:
        wanted.append((procedure.fee.when, person))
    wanted += [
        (bring.when, 0 if bring.who in (Who.EVERYONE, Who.PERSON) else person)
        for bring in procedure.bring
        if bring.when is not None
    ]
    for expression, whose in wanted:
        yield from sorted(open_item.key for open_item in expression.open_items(facts, whose))
