"""Reads BPMN 2.0 (OMG formal/2011-01-03, chapter 15: the exchange format), hostile files included.

What stands in a file and is not run here is named and refused: to pass over it would run another flow than
the one that was drawn. Only what has no meaning for the run (comments, groups, data objects, the picture) is
left out.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from lxml import etree

from madoguchi.core.bpmn.diagram import Diagram, Edge, Lane, Node, NodeKind

LARGEST_FILE = 2_000_000
"""Bytes; a drawn flow of 500 steps has about 400,000."""

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
PICTURE = "http://www.omg.org/spec/BPMN/20100524/DI"
LONGEST_NAME = 120

_WORK = {
    "userTask": NodeKind.PERSON,
    "manualTask": NodeKind.PERSON,
    "task": NodeKind.PERSON,
    "serviceTask": NodeKind.SERVICE,
}
_GATEWAYS = {
    "exclusiveGateway": NodeKind.EXCLUSIVE,
    "parallelGateway": NodeKind.PARALLEL,
    "inclusiveGateway": NodeKind.INCLUSIVE,
}
_EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "boundaryEvent"}
_WITHOUT_MEANING = {
    "laneSet",
    "sequenceFlow",
    "textAnnotation",
    "association",
    "group",
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
    "documentation",
    "extensionElements",
    "ioSpecification",
    "property",
}
_INSTEAD = {
    "scriptTask": (
        "プログラムを書いた手順は実行しません。人の手順（userTask）か処理（serviceTask）にしてください。"
    ),
    "businessRuleTask": "分かれ道（exclusiveGateway）の条件で書いてください。",
    "sendTask": "送る処理は serviceTask にしてください。",
    "receiveTask": "待つところは、メッセージの中間イベント（intermediateCatchEvent）にしてください。",
    "subProcess": "手順を1枚に並べて書いてください。",
    "adHocSubProcess": "手順を1枚に並べて書いてください。",
    "transaction": "手順を1枚に並べて書いてください。",
    "callActivity": "呼び出す流れの手順を、この図に並べて書いてください。",
    "complexGateway": "exclusiveGateway、parallelGateway、inclusiveGateway で書いてください。",
    "eventBasedGateway": "待つ手順の縁に、期限のイベント（boundaryEvent）を置いてください。",
    "intermediateThrowEvent": "知らせる処理は serviceTask にしてください。",
}
_SCRIPTS = {"script", "executionListener", "taskListener", "connector", "calledElementBinding"}
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,79}")


@dataclass(frozen=True, slots=True, order=True)
class BpmnMistake:
    """One thing that does not go: the line in the file, what it is, and what to do now."""

    line: int
    message: str
    remedy: str


class BpmnRefusedError(ValueError):
    """この BPMN ファイルは使えません。"""

    def __init__(self, mistakes: list[BpmnMistake]) -> None:
        self.mistakes = sorted(mistakes)
        super().__init__(" ".join(f"{one.line}行目: {one.message}{one.remedy}" for one in self.mistakes))


def read_diagram(content: bytes) -> Diagram:
    """The one process of a file. Raises BpmnRefusedError with everything that cannot be run."""
    return _Reading(parsed(content)).diagram()


def parsed(content: bytes) -> etree._Element:
    """The root of a file, read without entities and network. Raises BpmnRefusedError."""
    if len(content) > LARGEST_FILE:
        remedy = f"{LARGEST_FILE // 1_000_000}MBまでです。図を分けるか、画像の貼り付けをやめてください。"
        raise BpmnRefusedError(
            [BpmnMistake(1, f"ファイルが大きすぎます（{len(content):,}バイト）。", remedy)]
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        remedy = "図を描く道具から、もう一度「BPMN 2.0 XML」で書き出してください。"
        raise BpmnRefusedError([BpmnMistake(line, "XML として読めません。", remedy)]) from None
    if root.getroottree().docinfo.doctype:
        remedy = "DOCTYPE の行を消してください。BPMN にはいりません。"
        raise BpmnRefusedError([BpmnMistake(1, "DOCTYPE のあるファイルは読みません。", remedy)])
    if root.tag != f"{{{MODEL}}}definitions":
        remedy = "図を描く道具から「BPMN 2.0 XML」で書き出したファイルを選んでください。"
        raise BpmnRefusedError([BpmnMistake(1, "BPMN 2.0 のファイルではありません。", remedy)])
    return root


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.partition("}")[2] if isinstance(tag, str) else ""


def _children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(f"{{{MODEL}}}") and _local(child) in names:
            yield child


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


@dataclass
class _Reading:
    """One run of reading; what is wrong is collected, so that all of it is told at once."""

    root: etree._Element
    mistakes: list[BpmnMistake] = field(default_factory=list)

    def diagram(self) -> Diagram:
        process = self._process()
        lanes, lane_of = self._lanes(process)
        nodes: dict[str, Node] = {}
        for element in process:
            node = self._node(element, lane_of)
            if node is not None and self._is_new(node.id, node.line, nodes):
                nodes[node.id] = node
        edges = self._edges(process, nodes)
        self._check_ends(nodes, edges)
        self._refuse_scripts(process)
        if self.mistakes:
            raise BpmnRefusedError(self.mistakes)
        drawn = frozenset(
            shape.get("bpmnElement", "").partition(":")[2] or shape.get("bpmnElement", "")
            for shape in self.root.iter(f"{{{PICTURE}}}BPMNShape", f"{{{PICTURE}}}BPMNEdge")
        )
        name = self._name(process) or next(
            (
                self._name(pool)
                for pool in self.root.iter(f"{{{MODEL}}}participant")
                if pool.get("processRef")
            ),
            "",
        )
        return Diagram(process.get("id", ""), name, nodes, edges, lanes, drawn)

    def _wrong(self, element: etree._Element, message: str, remedy: str) -> None:
        self.mistakes.append(BpmnMistake(element.sourceline or 1, message, remedy))

    def _process(self) -> etree._Element:
        processes = list(_children(self.root, "process"))
        # Pools of others are drawn as empty processes by some tools.
        filled = [
            one for one in processes if next(_children(one, "startEvent"), None) is not None
        ] or processes
        if len(filled) == 1:
            return filled[0]
        where = filled[1] if filled else self.root
        message = (
            f"1つのファイルに流れ（process）が{len(filled)}つあります。"
            if filled
            else "流れ（process）がありません。"
        )
        self._wrong(where, message, "1つのファイルに、始まりから終わりまでの流れを1つだけ描いてください。")
        raise BpmnRefusedError(self.mistakes)

    def _lanes(self, process: etree._Element) -> tuple[dict[str, Lane], dict[str, str]]:
        lanes: dict[str, Lane] = {}
        lane_of: dict[str, str] = {}
        for lane in process.iter(f"{{{MODEL}}}lane"):
            if next(_children(lane, "childLaneSet"), None) is not None:
                continue
            key = lane.get("id", "")
            if not self._is_identifier(lane, key):
                continue
            lanes[key] = Lane(key, self._name(lane), lane.sourceline or 1)
            for reference in _children(lane, "flowNodeRef"):
                lane_of[_text(reference)] = key
        return lanes, lane_of

    def _node(self, element: etree._Element, lane_of: dict[str, str]) -> Node | None:
        tag = _local(element)
        if not str(element.tag).startswith(f"{{{MODEL}}}") or tag in _WITHOUT_MEANING:
            return None
        called = f"「{self._name(element)}」" if self._name(element) else ""
        if tag not in _WORK and tag not in _GATEWAYS and tag not in _EVENTS:
            remedy = _INSTEAD.get(tag, "使える要素は docs/reference/flows.md にあります。")
            self._wrong(element, f"{called}{tag} は使えない要素です。", remedy)
            return None
        key = element.get("id", "")
        if not self._is_identifier(element, key):
            return None
        if any(
            True
            for _ in _children(element, "standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
        ):
            remedy = "くり返しは、矢印を前の手順に戻して書いてください。"
            self._wrong(
                element, f"{called}{tag} に、くり返しの印（loop、multi-instance）があります。", remedy
            )
        if element.get("triggeredByEvent") == "true" or element.get("isForCompensation") == "true":
            self._wrong(
                element, f"{called}{tag} の補償（compensation）は使えません。", "印を外してください。"
            )
        if tag in _WORK:
            return self._made(element, _WORK[tag], lane_of, implementation=element.get("implementation", ""))
        if tag in _GATEWAYS:
            return self._made(element, _GATEWAYS[tag], lane_of, default=element.get("default"))
        return self._event(element, tag, lane_of)

    def _event(self, element: etree._Element, tag: str, lane_of: dict[str, str]) -> Node | None:
        definitions = [child for child in element if _local(child).endswith("EventDefinition")]
        kinds = [_local(one).removesuffix("EventDefinition") for one in definitions]
        match tag, kinds:
            case "startEvent", []:
                return self._made(element, NodeKind.START, lane_of)
            case "endEvent", []:
                return self._made(element, NodeKind.END, lane_of)
            case "endEvent", ["terminate"]:
                return self._made(element, NodeKind.TERMINATE, lane_of)
            case "intermediateCatchEvent" | "boundaryEvent", ["timer"]:
                kind, wait = NodeKind.TIMER, self._timer(element, definitions[0])
            case "intermediateCatchEvent" | "boundaryEvent", ["message"]:
                kind, wait = NodeKind.MESSAGE, self._message(element, definitions[0])
            case _:
                found = "、".join(kinds) or "種類なし"
                allowed = (
                    "始まりと終わりのイベントは、種類なし（終わりは terminate も）にしてください。"
                    if tag in ("startEvent", "endEvent")
                    else "待つイベントは、時間（timer）かメッセージ（message）を1つだけにしてください。"
                )
                self._wrong(element, f"{self._called(element)}{tag} の種類（{found}）は使えません。", allowed)
                return None
        return self._made(
            element,
            kind,
            lane_of,
            wait=wait,
            attached_to=element.get("attachedToRef") if tag == "boundaryEvent" else None,
            interrupting=element.get("cancelActivity", "true") != "false",
        )

    def _timer(self, element: etree._Element, definition: etree._Element) -> str:
        if next(_children(definition, "timeCycle"), None) is not None:
            remedy = "1回の期限（timeDuration か timeDate）にしてください。"
            self._wrong(definition, f"{self._called(element)}くり返す時間（timeCycle）は使えません。", remedy)
            return ""
        wait = _text(next(_children(definition, "timeDuration", "timeDate"), None))
        if not wait:
            remedy = "timeDuration に P14D のような期間か、timeDate に日付の式を書いてください。"
            self._wrong(definition, f"{self._called(element)}待つ時間がありません。", remedy)
        return wait

    def _message(self, element: etree._Element, definition: etree._Element) -> str:
        reference = definition.get("messageRef", "")
        for message in _children(self.root, "message"):
            if message.get("id") == reference:
                return self._name(message) or reference
        remedy = "待つメッセージ（messageRef）を選んでください。名前は flow.yaml の waits と合わせます。"
        self._wrong(definition, f"{self._called(element)}待つメッセージが決まっていません。", remedy)
        return ""

    def _made(
        self,
        element: etree._Element,
        kind: NodeKind,
        lane_of: dict[str, str],
        *,
        implementation: str = "",
        default: str | None = None,
        wait: str = "",
        attached_to: str | None = None,
        interrupting: bool = True,
    ) -> Node:
        key = element.get("id", "")
        return Node(
            id=key,
            name=self._name(element),
            kind=kind,
            tag=_local(element),
            line=element.sourceline or 1,
            lane=lane_of.get(key) or lane_of.get(attached_to or ""),
            implementation=implementation,
            default=default,
            attached_to=attached_to,
            interrupting=interrupting,
            wait=wait,
        )

    def _edges(self, process: etree._Element, nodes: dict[str, Node]) -> dict[str, Edge]:
        edges: dict[str, Edge] = {}
        for element in _children(process, "sequenceFlow"):
            key = element.get("id", "")
            if not self._is_identifier(element, key) or not self._is_new(
                key, element.sourceline or 1, {**nodes, **edges}
            ):
                continue
            condition = _text(next(_children(element, "conditionExpression"), None))
            edges[key] = Edge(
                key,
                self._name(element),
                element.get("sourceRef", ""),
                element.get("targetRef", ""),
                condition,
                element.sourceline or 1,
            )
        return edges

    def _check_ends(self, nodes: dict[str, Node], edges: dict[str, Edge]) -> None:
        if self.mistakes:
            # An element that was refused would be missed by every arrow that touches it.
            return
        for edge in edges.values():
            for end in (edge.source, edge.target):
                if end not in nodes:
                    message = f"矢印{edge.called}の端の「{end}」がありません。"
                    self.mistakes.append(
                        BpmnMistake(edge.line, message, "矢印をつなぎ直すか、消してください。")
                    )
        for node in nodes.values():
            if node.attached_to is not None and node.attached_to not in nodes:
                message = f"{node.called}を付ける手順「{node.attached_to}」がありません。"
                self.mistakes.append(BpmnMistake(node.line, message, "手順の縁に付け直してください。"))
            if node.default is not None and node.default not in edges:
                message = f"{node.called}の既定の矢印「{node.default}」がありません。"
                self.mistakes.append(BpmnMistake(node.line, message, "既定の矢印を選び直してください。"))

    def _refuse_scripts(self, process: etree._Element) -> None:
        for element in process.iter():
            if _local(element) in _SCRIPTS:
                remedy = "スクリプトや聞き手（listener）を外してから、書き出し直してください。"
                self._wrong(
                    element, f"プログラム（{_local(element)}）が書かれています。実行しません。", remedy
                )

    def _is_identifier(self, element: etree._Element, key: str) -> bool:
        if _IDENTIFIER.fullmatch(key):
            return True
        remedy = "半角の英字で始まる80字までの id を付けてください。"
        self._wrong(
            element, f"{self._called(element)}{_local(element)} の id（{key[:40]}）が使えません。", remedy
        )
        return False

    def _is_new(self, key: str, line: int, known: Container[str]) -> bool:
        if key not in known:
            return True
        self.mistakes.append(
            BpmnMistake(line, f"「{key}」という id が2つあります。", "一方を別の id にしてください。")
        )
        return False

    def _called(self, element: etree._Element) -> str:
        name = self._name(element)
        return f"「{name}」の " if name else ""

    @staticmethod
    def _name(element: etree._Element) -> str:
        return " ".join((element.get("name") or "").split())[:LONGEST_NAME]
