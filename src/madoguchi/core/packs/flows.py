"""Makes flows: reads the picture, checks that it comes to an end, compiles its conditions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from madoguchi.core.bpmn import (
    BpmnMistake,
    BpmnRefusedError,
    Diagram,
    Node,
    NodeKind,
    mistakes_in,
    read_diagram,
)
from madoguchi.core.conditions import ConditionError, Expression, Kind, compile_expression
from madoguchi.core.conditions.kinds import kind_of
from madoguchi.core.packs.compiling import condition_problem, source_of
from madoguchi.core.packs.definitions import check_key, reporter, unknown_items
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.model import DeskRole
from madoguchi.core.packs.model.flows import (
    BEGUN,
    OPTION_PREFIX,
    RESULT_PREFIX,
    Flow,
    FlowAction,
    FlowApproval,
    FlowLane,
    FlowNotice,
    FlowOption,
    FlowStep,
    FlowTime,
)
from madoguchi.core.packs.problems import PackErrors, PackProblem, did_you_mean
from madoguchi.core.packs.procedures import sources_from
from madoguchi.core.packs.yaml_reading import ValuePath, YamlFile, read_yaml_text
from madoguchi.core.vocabulary import Item, ItemType, Scope, Sensitivity, Vocabulary

if TYPE_CHECKING:
    from madoguchi.core.packs.packs import Packs

DRAWING = "flow.bpmn"
"""The picture, beside the declaration."""

_DAYS = re.compile(r"P([0-9]{1,4})D")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_PLACES = re.compile(r"\{([^{}]*)\}")
IN_DOCUMENTS = ("procedure", "number", "result")
"""What documents that a flow sends round can say of the case."""


def flow_actions_from(files: PackFiles) -> dict[str, FlowAction]:
    """What the steps of the platform may do."""
    return {
        key: FlowAction(
            key, raw["label"], raw.get("description", ""), raw.get("results", {}), raw.get("approval", False)
        )
        for file in files.of("flow_actions").values()
        for key, raw in file.value["actions"].items()
    }


def flows_from(
    files: PackFiles,
    vocabulary: Vocabulary,
    desk_roles: Mapping[str, DeskRole],
    actions: Mapping[str, FlowAction],
) -> dict[str, Flow]:
    """The flows by key; problems are collected in `files`."""
    report = reporter(files)
    flows = {}
    for relative, file in files.of("flow").items():
        check_key(report, file, relative.parts[-2], "フォルダー")
        path = file.path.parent / DRAWING
        if not path.is_file():
            remedy = "flow.yaml と同じフォルダーに置いてください。"
            report(file, (), f"図（{DRAWING}）がありません。", remedy)
            continue
        building = _Building(
            files.problems, file, file.path.read_bytes(), path.read_bytes(), vocabulary, desk_roles, actions
        )
        flow = building.flow()
        if flow is not None:
            flows[flow.key] = flow
    return flows


def flow_from_texts(packs: Packs, key: str, drawing: str, declaration: str) -> Flow:
    """A flow that stood in earlier packs, read with what the packs know now.

    Raises PackErrors when they lack what it refers to.
    """
    problems: list[PackProblem] = []
    content = declaration.encode()
    file = read_yaml_text(content, Path(key) / "flow.yaml", f"{key}/flow.yaml")
    building = _Building(
        problems, file, content, drawing.encode(), packs.vocabulary, packs.desk_roles, packs.flow_actions
    )
    flow = building.flow()
    if flow is None:
        raise PackErrors(problems)
    return flow


def read_flow_drawing(content: bytes) -> Diagram:
    """A drawing that can be run. Raises BpmnRefusedError with everything that is wrong with it."""
    diagram = read_diagram(content)
    mistakes = mistakes_in(diagram)
    if mistakes:
        raise BpmnRefusedError(mistakes)
    return diagram


def flow_vocabulary(
    vocabulary: Vocabulary, options: Mapping[str, FlowOption], steps: Mapping[str, FlowStep]
) -> Vocabulary:
    """All items, and beside them the options and results of one flow."""
    own = [Item(key=BEGUN, type=ItemType.DATE, label="始まった日", sensitivity=Sensitivity.OPEN)]
    own += (
        Item(
            key=f"{OPTION_PREFIX}{option.key}",
            type=ItemType.CODE,
            label=option.label,
            sensitivity=Sensitivity.OPEN,
            choices=option.choices,
        )
        for option in options.values()
    )
    own += (
        Item(
            key=f"{RESULT_PREFIX}{step.key}",
            type=ItemType.CODE,
            label=f"{step.label}の結果",
            sensitivity=Sensitivity.OPEN,
            choices=step.results,
        )
        for step in steps.values()
        if step.results
    )
    return Vocabulary([*vocabulary.values(), *own])


@dataclass
class _Building:
    """One flow; with a problem it goes on as far as it makes sense, so that all problems are told at once."""

    problems: list[PackProblem]
    file: YamlFile
    declaration: bytes
    drawing: bytes
    items: Vocabulary
    desk_roles: Mapping[str, DeskRole]
    actions: Mapping[str, FlowAction]

    def __post_init__(self) -> None:
        self.raw: Mapping[str, Any] = self.file.value
        self.drawing_name = self.file.name.rpartition("/")[0] + "/" + DRAWING
        self.failed = False

    def flow(self) -> Flow | None:
        """The flow, or None after a problem."""
        try:
            diagram = read_flow_drawing(self.drawing)
        except BpmnRefusedError as refused:
            for mistake in refused.mistakes:
                self._wrong_in_drawing(mistake)
            return None
        lanes = self._lanes(diagram)
        notice = self._notice()
        options = self._options()
        declared = self._declared(diagram)
        vocabulary = flow_vocabulary(self.items, options, declared)
        steps = {key: self._timed(step, diagram.nodes[key], vocabulary) for key, step in declared.items()}
        conditions = self._conditions(diagram, vocabulary)
        if self.failed:
            return None
        return Flow(
            key=self.raw["key"],
            label=self.raw["label"],
            diagram=diagram,
            drawing=self.drawing.decode("utf-8", "replace"),
            declaration=self.declaration.decode("utf-8", "replace"),
            lanes=lanes,
            options=options,
            steps=steps,
            conditions=conditions,
            vocabulary=vocabulary,
            fingerprint=_fingerprint(diagram, self.raw),
            sources=sources_from(self.raw.get("sources", ())),
            summary=self.raw.get("summary", ""),
            matter=self.raw.get("matter", ""),
            notice=notice,
        )

    def _wrong(self, path: ValuePath, message: str, remedy: str) -> None:
        self._report(self.file, path, message, remedy)
        self.failed = True

    def _report(self, file: YamlFile, path: ValuePath, message: str, remedy: str) -> None:
        self.problems.append(PackProblem(file.name, file.line(path), message, remedy))

    def _wrong_in_drawing(self, mistake: BpmnMistake) -> None:
        self.problems.append(PackProblem(self.drawing_name, mistake.line, mistake.message, mistake.remedy))
        self.failed = True

    def _lanes(self, diagram: Diagram) -> dict[str, FlowLane]:
        declared = self.raw.get("lanes", {})
        for key in declared:
            if key not in diagram.lanes:
                known = list(diagram.lanes)
                self._wrong(
                    ("lanes", key), f"図に「{key}」というレーンはありません。", did_you_mean(key, known)
                )
        lanes = {}
        for lane in diagram.lanes.values():
            raw = declared.get(lane.id)
            if raw is None:
                message = f"図のレーン「{lane.name or lane.id}」をだれが受け持つかが、lanes にありません。"
                self._wrong(("lanes",), message, f"{lane.id}: {{desk: 窓口の役割}} の行を足してください。")
                continue
            desk = raw.get("desk")
            if desk is not None:
                self._check_desk(desk, ("lanes", lane.id, "desk"))
            lanes[lane.id] = FlowLane(
                lane.id, lane.name or lane.id, desk, raw.get("outside", False), raw.get("platform", False)
            )
        return lanes

    def _notice(self) -> FlowNotice | None:
        raw = self.raw.get("notice")
        if raw is None:
            return None
        self._check_desk(raw["desk"], ("notice", "desk"))
        return FlowNotice(raw["label"], raw["desk"])

    def _check_desk(self, desk: str, place: ValuePath) -> None:
        if desk not in self.desk_roles:
            message = f"desk の「{desk}」という窓口の役割は roles.yaml の desk_roles にありません。"
            self._wrong(place, message, did_you_mean(desk, self.desk_roles))

    def _options(self) -> dict[str, FlowOption]:
        options = {}
        for key, raw in self.raw.get("options", {}).items():
            choices = {choice: one["label"] for choice, one in raw["choices"].items()}
            if raw["default"] not in choices:
                message = f"default の「{raw['default']}」は choices にありません。"
                self._wrong(("options", key, "default"), message, did_you_mean(raw["default"], choices))
            used = {choice: one["used_by"] for choice, one in raw["choices"].items() if "used_by" in one}
            options[key] = FlowOption(key, raw["label"], choices, raw["default"], used, raw.get("help", ""))
        return options

    def _declared(self, diagram: Diagram) -> dict[str, FlowStep]:
        """What is said of the steps, without the times: these may look at results."""
        declared: dict[str, Mapping[str, Any]] = self.raw.get("steps", {})
        steps = {}
        for key in declared:
            if key not in diagram.nodes:
                message = f"図に「{key}」という手順はありません。"
                self._wrong(("steps", key), message, did_you_mean(key, diagram.nodes))
        for node in diagram.nodes.values():
            if not (node.kind.is_work or node.kind.is_event):
                continue
            raw = declared.get(node.id, {})
            results = dict(raw.get("results", {}))
            action = self._action(node)
            if action is not None and not results:
                results = dict(action.results)
            if results and not _KEY.fullmatch(node.id):
                remedy = "図の id を、小文字の英字で始まる英数字と _ だけに変えてください。"
                self._wrong(("steps", node.id), f"結果のある手順の id「{node.id}」が使えません。", remedy)
            for field in ("notes", "corrections"):
                for result in raw.get(field, ()):
                    if result not in results:
                        message = f"{field} の「{result}」は results にありません。"
                        self._wrong(("steps", node.id, field), message, did_you_mean(result, results))
            unknown_items(
                self._report,
                self.file,
                ("steps", node.id, "shows"),
                "shows",
                raw.get("shows", ()),
                self.items,
            )
            steps[node.id] = FlowStep(
                key=node.id,
                label=node.name,
                results=results,
                notes=frozenset(raw.get("notes", ())),
                corrections=frozenset(raw.get("corrections", ())),
                shows=tuple(raw.get("shows", ())),
                guide=raw.get("guide", ""),
                runs=node.implementation if node.kind is NodeKind.SERVICE else "",
                waits_for=node.wait if node.kind is NodeKind.MESSAGE else raw.get("done_by", ""),
            )
        return steps

    def _action(self, node: Node) -> FlowAction | None:
        if node.kind is not NodeKind.SERVICE:
            return None
        action = self.actions.get(node.implementation)
        if action is None:
            message = f"{node.called}の処理「{node.implementation}」は flow_actions.yaml にありません。"
            remedy = (
                did_you_mean(node.implementation, self.actions)
                or "implementation に処理の名前を書いてください。"
            )
            self._wrong_in_drawing(BpmnMistake(node.line, message, remedy))
        return action

    def _timed(self, step: FlowStep, node: Node, vocabulary: Vocabulary) -> FlowStep:
        raw = self.raw.get("steps", {}).get(step.key, {})
        due = wait = approval = None
        if "due" in raw:
            place: ValuePath = ("steps", step.key, "due")
            due = self._time(source_of(raw["due"]), vocabulary, "due", self.file.name, self.file.line(place))
        if node.kind is NodeKind.TIMER:
            wait = self._time(node.wait, vocabulary, node.called, self.drawing_name, node.line)
        if "approval" in raw:
            approval = self._approval(step, raw["approval"], vocabulary)
        return replace(step, due=due, wait=wait, approval=approval)

    def _approval(self, step: FlowStep, raw: Mapping[str, Any], vocabulary: Vocabulary) -> FlowApproval:
        for name in ("title", "text"):
            unknown = sorted({place for place in _PLACES.findall(raw[name]) if place not in IN_DOCUMENTS})
            if unknown:
                message = f"{name} の{{{unknown[0]}}}に入れるものがありません。"
                remedy = f"使えるのは {'、'.join(f'{{{place}}}' for place in IN_DOCUMENTS)} です。"
                self._wrong(("steps", step.key, "approval", name), message, remedy)
        items = {}
        for key, value in raw.get("items", {}).items():
            place: ValuePath = ("steps", step.key, "approval", "items", key)
            unknown_items(self._report, self.file, place, "items", (key,), self.items)
            if key not in self.items:
                continue
            kind = kind_of(self.items[key])
            line = self.file.line(place)
            expression = self._compiled(source_of(value), vocabulary, kind, key, self.file.name, line)
            if expression is not None:
                items[key] = expression
        return FlowApproval(raw["kind"], raw["title"], raw["text"], items)

    def _time(self, source: str, vocabulary: Vocabulary, field: str, file: str, line: int) -> FlowTime | None:
        days = _DAYS.fullmatch(source)
        if days is not None:
            return FlowTime(days=int(days[1]))
        expression = self._compiled(source, vocabulary, Kind.DATE, field, file, line)
        return None if expression is None else FlowTime(day=expression)

    def _conditions(self, diagram: Diagram, vocabulary: Vocabulary) -> dict[str, Expression]:
        compiled = {}
        for edge in diagram.edges.values():
            if edge.condition:
                field = f"矢印{edge.called}の条件"
                expression = self._compiled(
                    edge.condition, vocabulary, Kind.BOOLEAN, field, self.drawing_name, edge.line
                )
                if expression is not None:
                    compiled[edge.id] = expression
        return compiled

    def _compiled(
        self, source: str, vocabulary: Vocabulary, kind: Kind, field: str, file: str, line: int
    ) -> Expression | None:
        try:
            return compile_expression(source, vocabulary, scope=Scope.CASE, expects=kind)
        except ConditionError as error:
            self.problems.append(condition_problem(error, field, file, line))
            self.failed = True
            return None


def _fingerprint(diagram: Diagram, raw: Mapping[str, Any]) -> str:
    # How it is run, not what people read beside it or where things stand on the picture.
    drawn = [
        [replace(one, line=0) for one in part.values()]
        for part in (diagram.nodes, diagram.edges, diagram.lanes)
    ]
    declared = [raw.get(part) for part in ("lanes", "options", "steps")]
    return hashlib.sha256(repr([diagram.id, drawn, declared]).encode()).hexdigest()
