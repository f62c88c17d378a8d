"""Makes the rules of approvals of each municipality, and refuses routes that could not be gone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from math import prod
from typing import Any

from madoguchi.core.conditions import ConditionError, Expression, Facts, Kind, Scope, nodes
from madoguchi.core.packs.compiling import Compiler, condition_problem, source_of
from madoguchi.core.packs.definitions import Problem, reporter
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.merging import Layer, Locator, merge
from madoguchi.core.packs.model import (
    ApprovalKind,
    ApprovalRoute,
    ApprovalRules,
    DeskRole,
    Municipality,
    Position,
    Retention,
    Seat,
    Stage,
    StageKind,
)
from madoguchi.core.packs.problems import PackProblem, did_you_mean
from madoguchi.core.packs.yaml_reading import ValuePath, YamlFile
from madoguchi.core.vocabulary import ItemType, Value, Vocabulary

PLACE_KIND = "{市町村}"
"""In the label of a position: 市, 町 or 村, as the municipality is one."""

_DECIDABLE = (ItemType.INTEGER, ItemType.BOOLEAN, ItemType.CODE)
_SYMBOL = re.compile(r"[^0-9０-９\s第号]{1,20}")
_MOST_TRIED = 20_000
_MORE_THAN_ANY = 10**12
_DAY = date(2026, 4, 1)


class ApprovalsBuilder:
    """The common rules, and those of each municipality made from them."""

    def __init__(
        self,
        files: PackFiles,
        vocabulary: Vocabulary,
        compiler: Compiler,
        desk_roles: Mapping[str, DeskRole],
    ) -> None:
        self._files = files
        self._vocabulary = vocabulary
        self._compiler = compiler
        self._desk_roles = desk_roles
        self._report: Problem = reporter(files)
        self._common: dict[str, dict[str, Any]] = {"positions": {}, "kinds": {}}
        self._layers: tuple[Layer, ...] = ()
        self._never: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[int, ...]] = {}
        for file in files.of("approval_routes").values():
            self._add(file)

    def of(self, municipality: Municipality, file: YamlFile) -> ApprovalRules:
        """The rules of one municipality; mistakes are collected."""
        overlay = file.value.get("approvals", {})
        place: ValuePath = ("approvals",)
        kinds: dict[str, Any] = {}
        for key, own in overlay.get("kinds", {}).items():
            if not self._names_a_known(file, (*place, "kinds", key), own, "kinds", "routes", key):
                continue
            kinds[key] = None if own.get("hidden") else {k: v for k, v in own.items() if k != "hidden"}
        positions = {
            key: own
            for key, own in overlay.get("positions", {}).items()
            if self._names_a_known(file, (*place, "positions", key), own, "positions", "label", key)
        }
        raw = merge(self._common, {"positions": positions, "kinds": kinds})
        locator = Locator((Layer(file, place), *self._layers))
        problems = self._files.schemas.problems("approval_routes", raw, locator)
        if problems:
            self._files.problems.extend(problems)
            return ApprovalRules()
        builder = _Rules(self, raw, locator, municipality)
        symbols = overlay.get("symbols", {})
        for role, symbol in symbols.items():
            if not _SYMBOL.fullmatch(symbol):
                self._report(
                    file,
                    (*place, "symbols", role),
                    f"symbols の「{symbol}」は文書記号にできません。番号と見分けられなくなります。",
                    "数字、空白、「第」「号」を除いて、20字までで書いてください。",
                )
            if role not in municipality.desks:
                self._report(
                    file,
                    (*place, "symbols", role),
                    f"symbols の「{role}」という窓口は desks にありません。",
                    did_you_mean(role, municipality.desks) or "desks に足すか、この行を消してください。",
                )
        return ApprovalRules(builder.positions, builder.kinds(), dict(symbols))

    def _add(self, file: YamlFile) -> None:
        for part in ("positions", "kinds"):
            for key, value in file.value.get(part, {}).items():
                if key in self._common[part]:
                    first = next(one.file.name for one in self._layers if key in one.file.value.get(part, {}))
                    self._report(
                        file,
                        (part, key),
                        f"{part} の「{key}」が2つのファイルにあります。",
                        f"もう1つは {first} です。一方を消してください。",
                    )
                    continue
                self._common[part][key] = value
        self._layers = (*self._layers, Layer(file))

    def _names_a_known(
        self, file: YamlFile, path: ValuePath, own: Mapping[str, Any], part: str, needed: str, key: str
    ) -> bool:
        """Whether it changes something common, or brings all that a new one needs."""
        if key in self._common[part] or needed in own:
            return True
        self._report(
            file,
            path,
            f"{part} の「{key}」は common にありません。",
            did_you_mean(key, self._common[part]) or f"この市町村だけのものなら {needed} も書いてください。",
        )
        return False


class _Rules:
    """One municipality's rules while they are made."""

    def __init__(
        self,
        around: ApprovalsBuilder,
        raw: Mapping[str, Any],
        locator: Locator,
        municipality: Municipality,
    ) -> None:
        self._around = around
        self._raw = raw
        self._locator = locator
        self._municipality = municipality
        self.positions = {
            key: Position(
                key,
                self._filled(one["label"]),
                one.get("of", "municipality") == "desk",
                tuple(one.get("deputies", ())),
                one.get("superior"),
            )
            for key, one in raw.get("positions", {}).items()
        }
        self._check_positions()

    def kinds(self) -> dict[str, ApprovalKind]:
        """Every kind with its routes."""
        found = {}
        for key, raw in self._raw.get("kinds", {}).items():
            path: ValuePath = ("kinds", key)
            items = tuple(raw.get("items", ()))
            self._check_items(path, items)
            routes = tuple(
                self._route(one, (*path, "routes", number), items, last=number + 1 == len(raw["routes"]))
                for number, one in enumerate(raw["routes"])
            )
            self._check_reached(path, routes, items)
            found[key] = ApprovalKind(
                key,
                raw["label"],
                Retention(str(raw["retention"])),
                routes,
                items,
                raw.get("description", ""),
                raw.get("example", False),
            )
        return found

    def _filled(self, label: str) -> str:
        return label.replace(PLACE_KIND, self._municipality.name[-1])

    def _problem(self, path: ValuePath, message: str, remedy: str) -> None:
        name, line = self._locator(path)
        self._around._files.problems.append(PackProblem(name, line, message, remedy))

    def _check_positions(self) -> None:
        for key, position in self.positions.items():
            path: ValuePath = ("positions", key)
            for name, others in (("deputies", position.deputies), ("superior", (position.superior,))):
                for other in others:
                    if other is None:
                        continue
                    self._known_position(other, (*path, name), name)
                    if other == key:
                        self._problem(
                            (*path, name),
                            f"{name} に自分の職「{key}」があります。",
                            "ほかの職を書いてください。",
                        )
            seen = {key}
            above = position.superior
            while above in self.positions and above != key:
                if above in seen:
                    break
                seen.add(above)
                above = self.positions[above].superior
            if above == key and position.superior != key:
                self._problem(
                    (*path, "superior"),
                    f"superior をたどると「{position.label}」に戻ります。",
                    "いちばん上の職には superior を書かないでください。",
                )

    def _known_position(self, key: str, path: ValuePath, name: str) -> bool:
        if key in self.positions:
            return True
        self._problem(
            path,
            f"{name} の「{key}」という職は positions にありません。",
            did_you_mean(key, self.positions) or "positions に足してください。",
        )
        return False

    def _check_items(self, path: ValuePath, items: Sequence[str]) -> None:
        for number, key in enumerate(items):
            item = self._around._vocabulary.get(key)
            if item is None:
                self._problem(
                    (*path, "items", number),
                    f"items の「{key}」という項目は語彙にありません。",
                    did_you_mean(key, self._around._vocabulary),
                )
            elif item.type not in _DECIDABLE or item.scope is not Scope.CASE or item.multiple or item.derived:
                self._problem(
                    (*path, "items", number),
                    f"items の「{key}」では経路を決められません。",
                    "数、はい・いいえ、1つを選ぶ項目（integer、boolean、code）にしてください。",
                )

    def _route(
        self, raw: Mapping[str, Any], path: ValuePath, items: Sequence[str], *, last: bool
    ) -> ApprovalRoute:
        when = None
        if "when" in raw:
            when = self._condition(raw["when"], (*path, "when"), items)
        if last and "when" in raw:
            self._problem(
                path,
                "最後の経路に when があります。どの経路にも当てはまらない起案は回せません。",
                "最後に、when のない経路を足してください。",
            )
        stages = tuple(
            self._stage(one, (*path, "stages", number)) for number, one in enumerate(raw["stages"])
        )
        decides = [number for number, stage in enumerate(stages) if stage.kind is StageKind.DECIDE]
        if decides != [len(stages) - 1]:
            message = (
                "決裁する人（decide）がいない経路です。"
                if not decides
                else "decide は、経路の最後に1つだけです。"
            )
            self._problem((*path, "stages"), message, "stages の最後を「- {decide: 職}」にしてください。")
        self._check_seats(stages, path)
        return ApprovalRoute(stages, when, raw.get("label", ""))

    def _condition(self, raw: object, path: ValuePath, items: Sequence[str]) -> Expression | None:
        compiled = self._around._compiler.compile(source_of(raw), Scope.CASE, Kind.BOOLEAN)
        if isinstance(compiled, ConditionError):
            name, line = self._locator.text_line(path)
            self._around._files.problems.append(condition_problem(compiled, "when", name, line))
            return None
        for key in sorted(compiled.depends_on - set(items)):
            self._problem(
                path,
                f"when の「{key}」を、この種類では起案する人に聞きません。",
                "items に足すか、条件から外してください。",
            )
        return compiled

    def _stage(self, raw: Mapping[str, Any], path: ValuePath) -> Stage:
        kind = next(one for one in StageKind if one.value in raw)
        if kind is StageKind.DECIDE:
            seats = [Seat(raw["decide"])]
        elif kind is StageKind.CONSULT:
            seats = [Seat(one["position"], one.get("desk")) for one in raw["consult"]]
        else:
            seats = [Seat(one) for one in raw["approve"]]
        for number, seat in enumerate(seats):
            here: ValuePath = (*path, kind.value) if kind is StageKind.DECIDE else (*path, kind.value, number)
            if self._known_position(seat.position, here, kind.value):
                self._check_desk(seat, kind, here)
        return Stage(
            kind,
            tuple(seats),
            raw.get("order", "parallel" if kind is StageKind.CONSULT else "consecutive") == "parallel",
            raw.get("objection") == "returns",
            self._filled(raw.get("label", "")),
        )

    def _check_desk(self, seat: Seat, kind: StageKind, path: ValuePath) -> None:
        of_desk = self.positions[seat.position].of_desk
        if seat.desk is None:
            if of_desk and kind is StageKind.CONSULT:
                self._problem(
                    path,
                    f"合議（consult）の「{seat.position}」がどの窓口の職か分かりません。",
                    "desk: に窓口の役割を書いてください。",
                )
            return
        if not of_desk:
            self._problem(
                path,
                f"「{seat.position}」は市町村に1つの職です。desk は書けません。",
                "desk を消してください。",
            )
        elif seat.desk not in self._municipality.desks:
            self._problem(
                path,
                f"desk の「{seat.desk}」という窓口は {self._municipality.name} の desks にありません。",
                did_you_mean(seat.desk, self._municipality.desks)
                or "desks に足すか、この市町村の経路を変えてください。",
            )

    def _check_seats(self, stages: Sequence[Stage], path: ValuePath) -> None:
        seen: set[Seat] = set()
        for number, stage in enumerate(stages):
            for seat in stage.seats:
                if seat in seen:
                    self._problem(
                        (*path, "stages", number),
                        f"「{seat.position}」が同じ経路に2回あります。",
                        "一方を消してください。1人が同じ文書に2回は判断しません。",
                    )
                seen.add(seat)

    def _check_reached(self, path: ValuePath, routes: Sequence[ApprovalRoute], items: Sequence[str]) -> None:
        whens = [route.when for route in routes]
        raw = self._raw["kinds"][path[1]]["routes"]
        if any(when is None and "when" in one for when, one in zip(whens, raw, strict=True)):
            return
        place = (tuple(when.source if when else "" for when in whens), tuple(items))
        if place not in self._around._never:
            self._around._never[place] = never_reached(whens, self._around._vocabulary)
        for number in self._around._never[place]:
            self._problem(
                (*path, "routes", number),
                "この経路に進む起案はありません。前の経路がすべて先に当てはまります。",
                "条件を直すか、順番を変えるか、この経路を消してください。",
            )


def never_reached(whens: Sequence[Expression | None], vocabulary: Vocabulary) -> tuple[int, ...]:
    """The numbers of the routes before each of which another holds, whatever is answered.

    Tried with every value at which a comparison can turn: those written in the conditions, and their
    neighbours. Where numbers are reckoned with, or too many would have to be tried, none is named.
    """
    expressions = [when for when in whens if when is not None]
    keys = sorted({key for when in expressions for key in when.depends_on if key in vocabulary})
    if any(isinstance(node, nodes.Arithmetic) for when in expressions for node in nodes.walk(when.node)):
        return ()
    written = {
        node.value
        for when in expressions
        for node in _literals(when)
        if isinstance(node.value, int) and not isinstance(node.value, bool)
    }
    numbers = sorted({0, _MORE_THAN_ANY} | {one + beside for one in written for beside in (-1, 0, 1)})
    choices: list[list[Value]] = []
    for key in keys:
        item = vocabulary[key]
        if item.type is ItemType.BOOLEAN:
            choices.append([False, True])
        elif item.type is ItemType.CODE:
            choices.append(list(item.choices))
        elif item.type is ItemType.INTEGER:
            least = _MORE_THAN_ANY * -1 if item.minimum is None else item.minimum
            most = _MORE_THAN_ANY if item.maximum is None else item.maximum
            choices.append([one for one in (*numbers, least) if least <= one <= most])
        else:
            return ()
    if prod(map(len, choices)) > _MOST_TRIED:
        return ()
    reached: set[int] = set()
    for answers in product(*choices):
        facts = Facts(dict(zip(keys, answers, strict=True)), None, _DAY)
        reached.add(
            next(
                (number for number, when in enumerate(whens) if when is None or when.evaluate(facts) is True),
                -1,
            )
        )
    return tuple(number for number in range(len(whens)) if number not in reached)


def _literals(when: Expression) -> Iterator[nodes.Literal]:
    for node in nodes.walk(when.node):
        if isinstance(node, nodes.Literal):
            yield node
        elif isinstance(node, nodes.In):
            yield from node.options
