"""Makes regions and municipalities, and checks their codes, colours and desks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from madoguchi.core.packs.definitions import Problem, check_key, reporter
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model import Desk, DeskRole, Municipality, OneStop, Population, Region
from madoguchi.core.packs.problems import did_you_mean
from madoguchi.core.packs.procedures import sources_from
from madoguchi.core.packs.yaml_reading import ValuePath, YamlFile

MINIMUM_CONTRAST = 4.5
"""Of the key colour on white: WCAG 2.2, 1.4.3."""

_MUNICIPALITY_FIELDS = (
    "kana",
    "telephone",
    "hours",
    "address",
    "website",
    "emblem",
    "key_colour",
    "population",
    "desks",
    "one_stop",
)


def regions_from(files: PackFiles) -> dict[str, Region]:
    """The regions; the list of municipalities and the files must agree."""
    report = reporter(files)
    regions = {}
    for relative, file in files.of("region").items():
        raw = file.value
        check_key(report, file, relative.parts[0], "フォルダー")
        folder = file.path.parent / "municipalities"
        there = sorted(path.stem for path in folder.glob("*.yaml"))
        for number, code in enumerate(raw["municipalities"]):
            if code not in there:
                report(
                    file,
                    ("municipalities", number),
                    f"municipalities の「{code}」のファイルがありません。",
                    f"{relative.parts[0]}/municipalities/{code}.yaml を作るか、この行を消してください。",
                )
        for code in there:
            if code not in raw["municipalities"]:
                report(
                    file,
                    ("municipalities",),
                    f"municipalities に「{code}」がありません（{code}.yaml はあります）。",
                    "一覧に足すか、ファイルを消してください。",
                )
        regions[raw["key"]] = Region(
            raw["key"], raw["label"], raw["prefecture"], tuple(raw["municipalities"])
        )
    return regions


def municipality_from(
    files: PackFiles, region: str, code: str, file: YamlFile, desk_roles: Mapping[str, DeskRole]
) -> Municipality:
    """One municipality; problems are collected in `files`."""
    report = reporter(files)
    raw = file.value
    check_code(report, file, code)
    for key in raw["desks"]:
        if key not in desk_roles:
            report(
                file,
                ("desks", key),
                f"desks の「{key}」という窓口の役割は roles.yaml の desk_roles にありません。",
                did_you_mean(key, desk_roles),
            )
        elif desk_roles[key].outside:
            report(
                file,
                ("desks", key),
                f"desks の「{key}」（{desk_roles[key].label}）は市町村の外の窓口です。",
                "この行を消してください。役場で受け付けるなら、手続きの desk を役場の窓口に変えてください。",
            )
    known = [*_MUNICIPALITY_FIELDS, *(f"desks.{role}" for role in raw["desks"])]
    for number, name in enumerate(raw.get("example", ())):
        if name not in known:
            report(
                file,
                ("example", number),
                f"example の「{name}」という欄はありません。",
                did_you_mean(name, known),
            )
    colour = raw.get("key_colour", "#0017c1")
    contrast = contrast_on_white(colour)
    if contrast < MINIMUM_CONTRAST:
        report(
            file,
            ("key_colour",),
            f"key_colour の「{colour}」は白い地の上で読みにくい色です（明るさの比 {contrast:.1f}）。",
            f"比が {MINIMUM_CONTRAST} 以上になる、もっと濃い色にしてください。",
        )
    example = frozenset(raw.get("example", ()))
    desks = {
        role: Desk(
            role=role,
            counter=desk["counter"],
            name=desk["name"],
            floor=desk["floor"],
            line=desk.get("line"),
            hours=desk.get("hours"),
            telephone=desk.get("telephone"),
            order=desk.get("order", desk_roles[role].order if role in desk_roles else 100),
            example="desks" in example or f"desks.{role}" in example,
        )
        for role, desk in raw["desks"].items()
    }
    one_stop = _one_stop(report, file, raw, desk_roles)
    population = raw.get("population")
    return Municipality(
        code=code,
        name=raw["name"],
        kana=raw["kana"],
        prefecture=raw["prefecture"],
        region=region,
        desks=dict(sorted(desks.items(), key=lambda entry: entry[1].order)),
        telephone=raw["telephone"],
        hours=raw["hours"],
        address=raw.get("address"),
        website=raw.get("website", ""),
        emblem=raw.get("emblem", "window"),
        key_colour=colour,
        population=population
        and Population(
            population["total"],
            population["aged_65_plus"],
            date.fromisoformat(population["on"]),
            population["source"],
        ),
        sources=sources_from(raw.get("sources", ())),
        example=example,
        flows=raw.get("flows", {}),
        one_stop=one_stop,
    )


def _one_stop(
    report: Problem, file: YamlFile, raw: Mapping[str, Any], desk_roles: Mapping[str, DeskRole]
) -> OneStop | None:
    """The counter that takes a household's notices, as the overlay chooses or the desk roles say for all."""
    chosen = raw.get("one_stop", True)
    if isinstance(chosen, bool):
        usual = next((key for key, role in desk_roles.items() if role.one_stop), None)
        if not chosen or usual is None or usual not in raw["desks"]:
            return None
        # Nobody has said so of this municipality.
        return OneStop(usual, example=True)
    accepts: list[str] | None = chosen.get("accepts")
    named: list[tuple[ValuePath, str]] = [(("one_stop", "desk"), chosen["desk"])]
    named += [(("one_stop", "accepts", number), role) for number, role in enumerate(accepts or ())]
    for place, role in named:
        if role not in raw["desks"]:
            report(
                file,
                place,
                f"one_stop の「{role}」という窓口は、この市町村の desks にありません。",
                did_you_mean(role, raw["desks"]) or "desks に足すか、この名前を消してください。",
            )
    example = "one_stop" in raw.get("example", ())
    return OneStop(chosen["desk"], None if accepts is None else frozenset(accepts), example)


def check_code(report: Problem, file: YamlFile, code: str) -> None:
    """The file's name must be a code of six digits whose last one checks the others."""
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        report(
            file,
            (),
            f"ファイル名の「{code}」は市町村コードではありません。",
            "6けたの数字を名前にしてください。",
        )
        return
    if check_digit(code[:5]) != code[5]:
        report(
            file,
            (),
            f"市町村コード「{code}」の検査数字（6けた目）が合いません。",
            f"「{code[:5]}{check_digit(code[:5])}」ではありませんか。",
        )


def check_digit(five_digits: str) -> str:
    """The sixth digit of a 全国地方公共団体コード (JIS X 0402).

    Weights 6 to 2, and the last digit of 11 minus the remainder of the sum by 11.
    """
    total = sum(int(digit) * weight for digit, weight in zip(five_digits, range(6, 1, -1), strict=True))
    return str((11 - total % 11) % 10)


def contrast_on_white(colour: str) -> float:
    """Contrast of `#rrggbb` on white, 1 to 21 (WCAG 2.2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
