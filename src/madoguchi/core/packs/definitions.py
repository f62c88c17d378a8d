"""Makes what procedures refer to: vocabulary, roles, items to bring, documents, regions, municipalities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from madoguchi.core.conditions import ConditionError, Kind
from madoguchi.core.conditions.kinds import kind_of
from madoguchi.core.packs.compiling import Compiler, compiler_of, condition_problem, source_of
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.item_options import option_problems
from madoguchi.core.packs.model import (
    DeskRole,
    DocumentDefinition,
    ItemGroup,
    ItemToBring,
    Per,
    StaffRole,
    Theme,
)
from madoguchi.core.packs.problems import PackProblem, did_you_mean
from madoguchi.core.packs.procedures import sources_from
from madoguchi.core.packs.yaml_reading import ValuePath, YamlFile
from madoguchi.core.vocabulary import MEMBERS, Column, Item, ItemType, Scope, Sensitivity, Vocabulary

Problem = Callable[[YamlFile, ValuePath, str, str], None]


def reporter(files: PackFiles) -> Problem:
    """A function that adds a problem at a place of a file."""

    def report(file: YamlFile, path: ValuePath, message: str, remedy: str) -> None:
        files.problems.append(PackProblem(file.name, file.line(path), message, remedy))

    return report


def groups_from(files: PackFiles) -> dict[str, ItemGroup]:
    """The groups of all vocabulary files, in the order in which pages come."""
    report = reporter(files)
    groups: dict[str, ItemGroup] = {}
    first: dict[str, str] = {}
    for file in files.of("vocabulary").values():
        for key, raw in file.value.get("groups", {}).items():
            if key in groups:
                report(
                    file,
                    ("groups", key),
                    f"「{key}」というまとまりが2つあります。",
                    f"もう1つは {first[key]} です。",
                )
                continue
            first[key] = f"{file.name} {file.line(('groups', key))}行目"
            groups[key] = ItemGroup(
                key,
                raw["label"],
                raw.get("order", 100),
                Per(raw.get("per", "household")),
                raw.get("note"),
                raw.get("own_page", False),
            )
    return dict(sorted(groups.items(), key=lambda entry: entry[1].order))


def vocabulary_from(files: PackFiles, groups: Mapping[str, ItemGroup]) -> tuple[Vocabulary, Compiler]:
    """All items; then the expressions of the items are compiled with all of them known."""
    report = reporter(files)
    items: dict[str, Item] = {}
    places: dict[str, YamlFile] = {}
    for file in files.of("vocabulary").values():
        for key, raw in file.value.get("items", {}).items():
            place: ValuePath = ("items", key)
            if key in places:
                other = places[key]
                report(
                    file,
                    place,
                    f"「{key}」という項目が2つのファイルにあります。",
                    f"もう1つは {other.name} {other.line(place)}行目です。一方を消してください。",
                )
                continue
            places[key] = file
            items[key] = _item(key, raw)
            if key == MEMBERS:
                report(
                    file,
                    place,
                    "「members」は世帯の人を表す名前なので、項目にできません。",
                    "別の名前にしてください。",
                )
            group = raw.get("group")
            if group is not None and group not in groups:
                report(
                    file,
                    (*place, "group"),
                    f"group の「{group}」というまとまりは groups にありません。",
                    did_you_mean(group, groups),
                )
            if (raw["type"] == "code") != ("choices" in raw):
                message = (
                    "type: code の項目に choices がありません。"
                    if raw["type"] == "code"
                    else (f"type: {raw['type']} の項目に choices は書けません。")
                )
                report(
                    file,
                    place,
                    message,
                    "選択肢から選ぶ項目なら type: code と choices の両方を書いてください。",
                )
            for value in raw.get("says_of", {}):
                if value not in raw.get("choices", {}):
                    report(
                        file,
                        (*place, "says_of", value),
                        f"says_of の「{value}」は choices にありません。",
                        did_you_mean(value, raw.get("choices", {})),
                    )
    vocabulary = Vocabulary(items.values())
    compiler = compiler_of(vocabulary)
    for key, file in places.items():
        for found in option_problems(vocabulary[key], vocabulary):
            below = ("options", found.option) if found.option else ()
            report(file, ("items", key, *below), found.message, found.remedy)
        _compile_item(files, file, vocabulary[key], compiler)
    return vocabulary, compiler


def _item(key: str, raw: Mapping[str, Any]) -> Item:
    derived = raw.get("derived")
    return Item(
        key=key,
        type=ItemType(raw["type"]),
        label=raw["label"],
        question=raw.get("question", ""),
        why=raw.get("why", ""),
        help=raw.get("help", ""),
        sensitivity=Sensitivity(raw["sensitivity"]),
        choices=raw.get("choices", {}),
        columns={
            name: Column(one["label"], ItemType(one.get("type", "text")), one.get("unit", ""))
            for name, one in raw.get("columns", {}).items()
        },
        multiple=raw.get("multiple", False),
        minimum=raw.get("minimum"),
        maximum=raw.get("maximum"),
        unit=raw.get("unit", ""),
        says=raw.get("says", ""),
        says_not=raw.get("says_not", ""),
        says_of=raw.get("says_of", {}),
        derived=None if derived is None else source_of(derived),
        group=raw.get("group"),
        register_column=raw.get("register_column"),
        example=raw.get("example", ""),
        discreet=raw.get("discreet", False),
        options=raw.get("options", {}),
    )


def _compile_item(files: PackFiles, file: YamlFile, item: Item, compiler: Compiler) -> None:
    place: ValuePath = ("items", item.key)
    wanted = []
    if item.derived is not None:
        wanted.append(((*place, "derived"), "derived", item.derived, kind_of(item)))
    visible = item.options.get("visible_when")
    if visible is not None:
        wanted.append(((*place, "options", "visible_when"), "visible_when", source_of(visible), Kind.BOOLEAN))
    for path, name, source, kind in wanted:
        compiled = compiler.compile(source, item.scope, kind)
        if isinstance(compiled, ConditionError):
            files.problems.append(condition_problem(compiled, name, file.name, file.text_line(path)))


def roles_from(files: PackFiles) -> tuple[dict[str, DeskRole], dict[str, StaffRole]]:
    """Desk roles in walking order, and the roles of staff."""
    desks: dict[str, DeskRole] = {}
    staff: dict[str, StaffRole] = {}
    for file in files.of("roles").values():
        for key, raw in file.value["desk_roles"].items():
            desks[key] = DeskRole(
                key,
                raw["label"],
                raw.get("order", 100),
                raw.get("description"),
                raw.get("outside", False),
                raw.get("one_stop", False),
            )
            others = [one.key for one in desks.values() if one.one_stop and one.key != key]
            if desks[key].one_stop and others:
                reporter(files)(
                    file,
                    ("desk_roles", key, "one_stop"),
                    f"one_stop: true の窓口が2つあります（「{others[0]}」と「{key}」）。",
                    "世帯の届出をまとめて受け付ける窓口を1つだけ選んでください。",
                )
        for key, raw in file.value["roles"].items():
            staff[key] = StaffRole(key, raw["label"], tuple(raw["permissions"]), raw.get("description"))
    return dict(sorted(desks.items(), key=lambda entry: entry[1].order)), staff


def themes_from(files: PackFiles) -> dict[str, Theme]:
    """The themes of the life events, in the order in which people see them."""
    themes = [
        Theme(key, raw["label"], raw.get("order", 100))
        for file in files.of("themes").values()
        for key, raw in file.value.items()
    ]
    return {theme.key: theme for theme in sorted(themes, key=lambda theme: theme.order)}


def items_to_bring_from(
    files: PackFiles, documents: Mapping[str, DocumentDefinition]
) -> dict[str, ItemToBring]:
    """What people bring; a paper that can be printed for them must be among the documents."""
    report = reporter(files)
    found: dict[str, ItemToBring] = {}
    for file in files.of("items_to_bring").values():
        for key, raw in file.value.items():
            document = raw.get("document")
            if document is not None and document not in documents:
                report(
                    file,
                    (key, "document"),
                    f"document の「{document}」という書類はありません。",
                    did_you_mean(document, documents),
                )
            found[key] = ItemToBring(
                key,
                raw["label"],
                raw.get("note"),
                raw.get("unit", "点"),
                tuple(raw.get("choices", ())),
                document,
            )
    return found


def documents_from(files: PackFiles, vocabulary: Vocabulary) -> dict[str, DocumentDefinition]:
    """The documents by key; a template must lie in the document's own folder."""
    report = reporter(files)
    documents = {}
    for relative, file in files.of("document").items():
        raw = file.value
        check_key(report, file, relative.parts[-2], "フォルダー")
        folder = file.path.parent.resolve()
        template = (folder / raw["template"]).resolve()
        if not template.is_relative_to(folder):
            report(
                file,
                ("template",),
                f"template の「{raw['template']}」はこの書類のフォルダーの外を指しています。",
                "同じフォルダーに置いたファイルの名前を書いてください。",
            )
        elif not template.is_file():
            names = [path.name for path in folder.glob("*.typ")]
            report(
                file,
                ("template",),
                f"template の「{raw['template']}」というファイルがありません。",
                did_you_mean(raw["template"], names) or "このフォルダーに置いてください。",
            )
        unknown_items(report, file, ("slots",), "slots", raw["slots"], vocabulary)
        documents[raw["key"]] = DocumentDefinition(
            raw["key"],
            raw["label"],
            template,
            Per(raw["per"]),
            tuple(raw["slots"]),
            raw.get("law"),
            sources_from(raw.get("sources", ())),
        )
    return documents


def check_key(report: Problem, file: YamlFile, wanted: str, what: str) -> None:
    """The key inside a file must be the name of its folder or file."""
    if file.value["key"] != wanted:
        report(
            file,
            ("key",),
            f"key の「{file.value['key']}」が{what}の名前「{wanted}」と違います。",
            "どちらかに合わせてください。",
        )


def unknown_items(
    report: Problem,
    file: YamlFile,
    place: ValuePath,
    name: str,
    keys: Iterable[str],
    vocabulary: Vocabulary,
    scope: Scope | None = None,
) -> None:
    """Reports each key that is not an item, or (with a scope) not an item of a person or of the case."""
    for number, key in enumerate(keys):
        if key not in vocabulary:
            report(
                file,
                (*place, number),
                f"{name} の「{key}」という項目は語彙にありません。",
                did_you_mean(key, vocabulary),
            )
        elif scope is not None and vocabulary[key].scope is not scope:
            report(
                file,
                (*place, number),
                f"{name} の「{key}」は一人ひとりの項目ではありません。",
                "person. で始まる項目を書いてください。",
            )
