"""Makes the assessments: forms of survey and opinion, checks between them, results of the first stage."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from madoguchi.core.conditions import ConditionError, Kind
from madoguchi.core.packs.compiling import Compiler, condition_problem, source_of
from madoguchi.core.packs.definitions import Problem, check_key, reporter, unknown_items
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model import DeskRole
from madoguchi.core.packs.model.assessments import (
    NOTHING,
    Assessment,
    AssessmentForm,
    CheckGroup,
    ConsistencyCheck,
    FormItem,
    FormSection,
    OpinionForm,
    StageResult,
    ToBoard,
)
from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.packs.procedures import sources_from
from madoguchi.core.packs.yaml_reading import ValuePath, YamlFile
from madoguchi.core.vocabulary import ItemType, Scope, Vocabulary


def assessments_from(
    files: PackFiles,
    vocabulary: Vocabulary,
    compiler: Compiler,
    desks: Mapping[str, DeskRole],
    procedures: Collection[str],
) -> dict[str, Assessment]:
    """The assessments of the common pack by key; what is wrong is reported."""
    report = reporter(files)
    found: dict[str, Assessment] = {}
    for relative, file in files.of("assessment").items():
        raw = file.value
        check_key(report, file, relative.stem, "ファイル")
        if raw["desk"] not in desks:
            report(
                file,
                ("desk",),
                f"desk の「{raw['desk']}」という窓口の役割はありません。",
                did_you_mean(raw["desk"], desks),
            )
        for number, key in enumerate(raw["procedures"]):
            if key not in procedures:
                report(
                    file,
                    ("procedures", number),
                    f"procedures の「{key}」という手続きはありません。",
                    did_you_mean(key, procedures) or "手続きの名前を確かめてください。",
                )
        survey = _form(report, file, "survey", vocabulary)
        opinion = _form(report, file, "opinion", vocabulary)
        known = [*survey.items, *opinion.items]
        # What is no item at all was told above; a check that uses what was meant is no second mistake.
        written = [
            key for name in ("survey", "opinion") for one in raw[name]["sections"] for key in one["items"]
        ]
        if not set(written) <= set(known):
            known = list(vocabulary)
        found[raw["key"]] = Assessment(
            key=raw["key"],
            label=raw["label"],
            desk=raw["desk"],
            procedures=tuple(raw["procedures"]),
            survey=survey,
            opinion=OpinionForm(opinion, raw["opinion"]["days"], raw["opinion"]["remind_after"]),
            check_groups=tuple(
                _checks(files, file, number, one, compiler, known) for number, one in enumerate(raw["checks"])
            ),
            results={key: _result(key, one) for key, one in raw["results"].items()},
            sources=sources_from(raw["sources"]),
            to_board=_to_board(report, file, vocabulary),
        )
        _check_results(report, file, found[raw["key"]])
    return found


def _to_board(report: Problem, file: YamlFile, vocabulary: Vocabulary) -> ToBoard:
    raw = file.value.get("to_board", {})
    applications, before, until = raw.get("applications", {}), raw.get("before", ()), raw.get("valid_until")
    for key in applications:
        if key not in file.value["procedures"]:
            report(
                file,
                ("to_board", "applications", key),
                f"to_board の「{key}」は、procedures にない手続きです。",
                did_you_mean(key, file.value["procedures"]) or "procedures に加えるか、消してください。",
            )
    unknown_items(report, file, ("to_board", "before"), "to_board の before", before, vocabulary)
    if until is not None and until not in vocabulary:
        report(
            file,
            ("to_board", "valid_until"),
            f"to_board の「{until}」という項目はありません。",
            did_you_mean(until, vocabulary) or "語彙の項目を書いてください。",
        )
    return ToBoard(dict(applications), tuple(before), until or "")


def _form(report: Problem, file: YamlFile, name: str, vocabulary: Vocabulary) -> AssessmentForm:
    raw = file.value[name]
    sections = []
    seen: set[str] = set()
    for place, one in enumerate(raw["sections"]):
        path: ValuePath = (name, "sections", place, "items")
        unknown_items(report, file, path, f"{name} の items", one["items"], vocabulary)
        items = []
        for number, key in enumerate(one["items"]):
            if key in seen:
                report(file, (*path, number), f"「{key}」が2回あります。", "一方を消してください。")
            seen.add(key)
            item = vocabulary.get(key)
            if item is None:
                continue
            if item.scope is not Scope.CASE or item.derived is not None or item.type is ItemType.ROWS:
                report(
                    file,
                    (*path, number),
                    f"「{key}」は調査票の項目にできません。",
                    "person. で始まらない、計算されない、行のくり返しでない項目を書いてください。",
                )
            if item.multiple and NOTHING not in item.choices:
                report(
                    file,
                    (*path, number),
                    f"「{key}」はいくつも選べますが、「ない」（none）がありません。",
                    "語彙の choices に none を足してください。答えていないことと区別できません。",
                )
            only = len(one["items"]) == 1
            items.append(FormItem(one["number"] if only else f"{one['number']}-{number + 1}", item))
        sections.append(
            FormSection(
                one["key"],
                one["number"],
                one["label"],
                tuple(items),
                one.get("counted", True),
                one.get("scored", False),
                one.get("to_first_stage", True),
                one.get("note", ""),
            )
        )
    return AssessmentForm(raw["label"], tuple(sections))


def _checks(
    files: PackFiles,
    file: YamlFile,
    number: int,
    raw: Mapping[str, Any],
    compiler: Compiler,
    known: Collection[str],
) -> CheckGroup:
    report = reporter(files)
    checks = []
    codes: set[str] = set()
    for place, one in enumerate(raw["checks"]):
        path: ValuePath = ("checks", number, "checks", place)
        if one["code"] in codes:
            report(
                file,
                (*path, "code"),
                f"点検「{one['code']}」が2つあります。",
                "別の名前（code）にしてください。",
            )
        codes.add(one["code"])
        when = compiler.compile(source_of(one["when"]), Scope.CASE, Kind.BOOLEAN)
        if isinstance(when, ConditionError):
            files.problems.append(condition_problem(when, "when", file.name, file.text_line((*path, "when"))))
            continue
        for key in sorted(when.depends_on - set(known)):
            report(
                file,
                (*path, "when"),
                f"when の「{key}」は、調査票にも意見書にもない項目です。",
                did_you_mean(key, known) or "survey か opinion の項目を使ってください。",
            )
        checks.append(ConsistencyCheck(one["code"], when, one.get("say", "")))
    return CheckGroup(
        raw["key"], raw["label"], raw["tell"], tuple(checks), sources_from(raw.get("sources", ()))
    )


def _result(key: str, raw: Mapping[str, Any]) -> StageResult:
    begins, ends = raw.get("from"), raw.get("below")
    return StageResult(
        key,
        raw["label"],
        None if begins is None else Decimal(begins),
        None if ends is None else Decimal(ends),
    )


def _check_results(report: Problem, file: YamlFile, assessment: Assessment) -> None:
    for key, result in assessment.results.items():
        if result.begins is not None and result.ends is not None and result.begins >= result.ends:
            report(
                file,
                ("results", key),
                f"「{result.label}」の時間の幅がありません（{result.begins}以上{result.ends}未満）。",
                "from を below より小さくしてください。",
            )
