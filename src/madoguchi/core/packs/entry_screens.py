"""Makes the input screens of core systems, and checks that a robot can work them without doing harm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.core.packs.definitions import Problem, check_key, reporter, unknown_items
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.handing_over import (
    EntryField,
    EntryScreen,
    NamedBy,
    RobotScript,
    RobotSignIn,
    RobotStep,
    Verb,
    WrittenAs,
)
from madoguchi.core.packs.yaml_reading import YamlFile
from madoguchi.core.vocabulary import ItemType, Vocabulary
from madoguchi.core.vocabulary.items import PERSON_PREFIX

ROW = "{row}"
_CODED = (ItemType.CODE, ItemType.BOOLEAN)
_FORMS: Mapping[WrittenAs, tuple[ItemType, ...]] = {
    WrittenAs.DIGITS: (ItemType.DATE, ItemType.INTEGER, ItemType.PHONE, ItemType.POSTAL_CODE),
    WrittenAs.ERA_DIGITS: (ItemType.DATE,),
    WrittenAs.HALF_WIDTH_KANA: (ItemType.KANA,),
    WrittenAs.CODE: _CODED,
}


def entry_screens_from(files: PackFiles, vocabulary: Vocabulary) -> dict[str, EntryScreen]:
    """The input screens of the common pack and of all regions, by key."""
    report = reporter(files)
    screens: dict[str, EntryScreen] = {}
    places: dict[str, str] = {}
    for relative, file in files.of("entry_screen").items():
        check_key(report, file, relative.stem, "ファイル")
        key = relative.stem
        if key in screens:
            report(file, ("key",), f"入力画面「{key}」が2つあります。", f"もう1つは {places[key]} です。")
            continue
        places[key] = file.name
        screens[key] = _screen(report, file, vocabulary)
    return screens


def _screen(report: Problem, file: YamlFile, vocabulary: Vocabulary) -> EntryScreen:
    raw = file.value
    items = [field["item"] for field in raw["fields"]]
    for number, item in enumerate(items):
        unknown_items(report, file, ("fields", number, "item"), "fields", [item], vocabulary)
    rows = raw.get("rows", 1)
    fields = []
    for number, one in enumerate(raw["fields"]):
        known = vocabulary.get(one["item"])
        label = one.get("label") or (known.label if known else one["item"])
        field = EntryField(
            one["item"], label, WrittenAs(one.get("written_as", "text")), one.get("input", label)
        )
        allowed = _FORMS.get(field.written_as)
        if known is not None and allowed is not None and known.type not in allowed:
            report(
                file,
                ("fields", number, "written_as"),
                f"written_as の「{field.written_as}」は「{known.label}」には使えません。",
                "この項目の種類に合う書き方を選ぶか、この行を消してください（text になります）。",
            )
        of_person = one["item"].startswith(PERSON_PREFIX)
        if of_person and rows > 1 and ROW not in field.input:
            report(
                file,
                ("fields", number),
                f"1画面に{rows}人分ありますが、「{field.input}」がだれの欄か分かりません。",
                "input に {row} を入れてください（例: 氏名{row}）。",
            )
        fields.append(field)
    robot = _robot(report, file, raw["robot"]) if "robot" in raw else None
    return EntryScreen(raw["key"], raw["label"], tuple(fields), rows, robot)


def _robot(report: Problem, file: YamlFile, raw: Mapping[str, Any]) -> RobotScript:
    find, enter = _steps(raw["find"]), _steps(raw["enter"])
    verbs = [step.verb for step in enter]
    if verbs.count(Verb.SUBMIT) != 1:
        report(
            file,
            ("robot", "enter"),
            f"登録のボタンを押す手順（submit）が{verbs.count(Verb.SUBMIT)}つあります。",
            "ちょうど1つにしてください。そこで1回だけ登録します。",
        )
    elif any(verb is not Verb.SEE for verb in verbs[verbs.index(Verb.SUBMIT) + 1 :]):
        report(
            file,
            ("robot", "enter"),
            "登録（submit）のあとに、see のほかの手順があります。",
            "登録したあとは、画面を確かめる see だけにしてください。",
        )
    if Verb.FIELDS not in verbs or Verb.SAME not in verbs[verbs.index(Verb.FIELDS) :]:
        report(
            file,
            ("robot", "enter"),
            "欄に入れる手順（fields）のあとに、入れた内容を確かめる手順（same）がありません。",
            "fields: all と、そのあとに same: all を書いてください。",
        )
    for number, step in enumerate(find):
        if step.verb in (Verb.SUBMIT, Verb.FIELDS, Verb.SAME):
            report(
                file,
                ("robot", "find", number),
                f"探す手順（find）に「{step.verb}」は使えません。",
                "探すだけなら何も登録されないように、open、see、number、press だけで書いてください。",
            )
    if Verb.NUMBER not in [step.verb for step in find]:
        report(
            file,
            ("robot", "find"),
            "探す手順（find）に、引渡番号を入れる手順（number）がありません。",
            "number: 欄の名前 を足してください。登録済みかどうかを引渡番号で確かめます。",
        )
    sign_in = _sign_in(report, file, raw["sign_in"]) if "sign_in" in raw else None
    named_by = tuple(NamedBy(one) for one in raw.get("named_by", NamedBy))
    return RobotScript(find, raw["found"], raw["absent"], enter, raw["receipt"], sign_in, named_by)


def _sign_in(report: Problem, file: YamlFile, raw: Mapping[str, Any]) -> RobotSignIn:
    steps = _steps(raw["steps"])
    for verb, what in ((Verb.USER, "利用者名"), (Verb.PASSWORD, "パスワード")):
        times = [step.verb for step in steps].count(verb)
        if times != 1:
            report(
                file,
                ("robot", "sign_in", "steps"),
                f"サインインの手順に、{what}を入れる手順（{verb}）が{times}つあります。",
                "ちょうど1つにしてください。欄の名前だけを書き、中身は設定（環境変数）に書きます。",
            )
    return RobotSignIn(steps, raw["done"], raw["refused"])


def _steps(raw: list[Mapping[str, str]]) -> tuple[RobotStep, ...]:
    return tuple(RobotStep(Verb(verb), argument) for step in raw for verb, argument in step.items())
