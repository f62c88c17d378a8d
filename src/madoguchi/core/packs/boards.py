"""Makes bodies and boards, and checks that what they refer to is there and fits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from madoguchi.core.packs.definitions import Problem, check_key, reporter, unknown_items
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model import (
    BoardResult,
    BoardRules,
    Body,
    DeskRole,
    ExchangeKind,
    Municipality,
    Party,
    ValidityRule,
)
from madoguchi.core.packs.municipalities import check_code
from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.packs.procedures import sources_from
from madoguchi.core.packs.yaml_reading import YamlFile
from madoguchi.core.vocabulary import Vocabulary


def boards_from(
    files: PackFiles,
    vocabulary: Vocabulary,
    desk_roles: Mapping[str, DeskRole],
    exchanges: Mapping[str, ExchangeKind],
) -> dict[str, BoardRules]:
    """The boards of the common pack, by key."""
    report = reporter(files)
    found = {}
    for relative, file in files.of("board").items():
        raw = file.value
        check_key(report, file, relative.stem, "ファイル")
        conflicts = raw.get("conflicts", {})
        for name, keys in conflicts.items():
            unknown_items(report, file, ("conflicts", name), f"conflicts の {name}", keys, vocabulary)
        for name in ("shown", "hidden"):
            unknown_items(report, file, (name,), name, raw.get(name, ()), vocabulary)
        if raw["desk"] not in desk_roles:
            report(
                file,
                ("desk",),
                f"desk の「{raw['desk']}」という窓口の役割はありません。",
                did_you_mean(raw["desk"], desk_roles),
            )
        _check_messages(report, file, exchanges)
        found[relative.stem] = BoardRules(
            key=relative.stem,
            label=raw["label"],
            law=raw["law"],
            desk=raw["desk"],
            request=raw["request"],
            result=raw["result"],
            fields=dict(raw["fields"]),
            applications=dict(raw["applications"]),
            results={
                key: BoardResult(key, one["label"], one.get("certified", True))
                for key, one in raw["results"].items()
            },
            members=raw["members"],
            most_cases=raw["most_cases"],
            decide_within=raw["decide_within"],
            validity=_validity(report, file),
            sources=sources_from(raw["sources"]),
            conflict_people=tuple(conflicts.get("person", ())),
            conflict_facilities=tuple(conflicts.get("facility", ())),
            shown=frozenset(raw.get("shown", ())),
            hidden=frozenset(raw.get("hidden", ())),
            example=frozenset(raw.get("example", ())),
            recall=raw.get("recall", ""),
        )
    return found


def bodies_from(
    files: PackFiles, municipalities: Mapping[str, Municipality], boards: Mapping[str, BoardRules]
) -> dict[str, Body]:
    """The bodies of all regions, by code. A municipality has one body for a board."""
    report = reporter(files)
    found: dict[str, Body] = {}
    holders: dict[tuple[str, str], str] = {}
    for relative, file in files.of("body").items():
        raw, code = file.value, relative.stem
        check_code(report, file, code)
        if code in municipalities or code in found:
            report(
                file, (), f"コード「{code}」は、もう使われています。", "別の番号をファイル名にしてください。"
            )
            continue
        for number, member in enumerate(raw["municipalities"]):
            if member not in municipalities:
                report(
                    file,
                    ("municipalities", number),
                    f"municipalities の「{member}」という市町村はありません。",
                    did_you_mean(member, municipalities) or "市町村コードを確かめてください。",
                )
        for number, board in enumerate(raw.get("boards", ())):
            if board not in boards:
                report(
                    file,
                    ("boards", number),
                    f"boards の「{board}」という審査会はありません。",
                    did_you_mean(board, boards),
                )
            for member in raw["municipalities"]:
                other = holders.setdefault((board, member), code)
                if other != code:
                    report(
                        file,
                        ("boards", number),
                        f"市町村「{member}」の「{board}」は、{other} の組合にもあります。",
                        "どちらか1つの municipalities から消してください。",
                    )
        found[code] = Body(
            place=Municipality(
                code=code,
                name=raw["name"],
                kana=raw["kana"],
                prefecture=raw["prefecture"],
                region=relative.parts[0],
                desks={},
                telephone=raw["telephone"],
                hours=raw["hours"],
                address=raw.get("address"),
                sources=sources_from(raw["sources"]),
                example=frozenset(raw.get("example", ())),
            ),
            head=raw["head"],
            municipalities=tuple(raw["municipalities"]),
            boards=tuple(raw.get("boards", ())),
            sources=sources_from(raw["sources"]),
        )
    return found


def _check_messages(report: Problem, file: YamlFile, exchanges: Mapping[str, ExchangeKind]) -> None:
    wanted = {
        "request": (Party.MUNICIPALITY, Party.BODY, "from: municipality と to: body"),
        "result": (Party.BODY, Party.MUNICIPALITY, "from: body と to: municipality"),
    }
    if "recall" in file.value:
        wanted["recall"] = wanted["request"]
    for name, (sender, receiver, words) in wanted.items():
        key = file.value[name]
        kind = exchanges.get(key)
        if kind is None:
            report(file, (name,), f"{name} の「{key}」という送付はありません。", did_you_mean(key, exchanges))
        elif (kind.sender, kind.receiver) != (sender, receiver):
            report(
                file,
                (name,),
                f"{name} の「{key}」は、向きが違う送付です。",
                f"exchanges/{key}.yaml に {words} を書いてください。",
            )


def _validity(report: Problem, file: YamlFile) -> tuple[tuple[date, Mapping[str, ValidityRule]], ...]:
    found: list[tuple[date, Mapping[str, ValidityRule]]] = []
    for number, raw in enumerate(file.value["validity"]):
        place = ("validity", number)
        begins = date.fromisoformat(raw["from"])
        if found and begins <= found[-1][0]:
            report(
                file, (*place, "from"), "validity が日付の順に並んでいません。", "古い順に並べてください。"
            )
        for key in raw["rules"]:
            if key not in file.value["applications"]:
                report(
                    file,
                    (*place, "rules", key),
                    f"validity の「{key}」という申請は applications にありません。",
                    did_you_mean(key, file.value["applications"]),
                )
        for key in file.value["applications"]:
            if key not in raw["rules"]:
                report(
                    file,
                    (*place, "rules"),
                    f"validity に、申請「{key}」の月数がありません。",
                    "standard、least、most を書いてください。",
                )
        rules = {key: _rule(one) for key, one in raw["rules"].items()}
        for key, rule in rules.items():
            if not rule.least <= rule.standard <= rule.most <= rule.most_when_unchanged:
                report(
                    file,
                    (*place, "rules", key),
                    f"validity の「{key}」の月数の大小が合いません。",
                    "least ≦ standard ≦ most ≦ most_when_unchanged にしてください。",
                )
        found.append((begins, rules))
    return tuple(found)


def _rule(raw: Mapping[str, Any]) -> ValidityRule:
    return ValidityRule(
        raw["standard"], raw["least"], raw["most"], raw.get("most_when_unchanged", raw["most"])
    )
