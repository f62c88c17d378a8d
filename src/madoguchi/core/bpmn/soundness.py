"""Whether a flow that was begun always comes to its end.

First the picture alone (what nothing leads to, what leads nowhere), then the run: every order in which steps
may happen is played through with tokens (soundness of workflow nets, van der Aalst 1998), choices taken
either way. Gateways mean what BPMN 2.0, chapter 13, says; an inclusive gateway waits while another token can
still reach it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from madoguchi.core.bpmn.diagram import Diagram, Edge, Node, NodeKind
from madoguchi.core.bpmn.reading import BpmnMistake

MOST_STATES = 20_000
"""Of a run, looked at before a flow counts as too entangled to be checked."""

Marking = frozenset[str]
"""The sequence flows on which a token lies."""


def mistakes_in(diagram: Diagram) -> list[BpmnMistake]:
    """Everything because of which the flow could stop or run wild; empty when it is sound."""
    found = sorted({*_shape_mistakes(diagram)})
    return found or _Runs(diagram).mistakes()


def _shape_mistakes(diagram: Diagram) -> Iterator[BpmnMistake]:
    yield from _start_mistakes(diagram)
    yield from _gateway_mistakes(diagram)
    for node in diagram.nodes.values():
        leaving, reaching = diagram.outgoing[node.id], diagram.incoming[node.id]
        if node.kind in (NodeKind.END, NodeKind.TERMINATE):
            if leaving:
                yield _mistake(node, "は終わりなのに、先へ進む矢印があります。", "矢印を消してください。")
        elif not leaving:
            yield _mistake(
                node, "で行き止まりになります。", "次の手順か、終わり（endEvent）へ矢印をつないでください。"
            )
        elif len(leaving) > 1 and not node.kind.is_gateway:
            remedy = (
                "分かれるところに exclusiveGateway（どれか）か parallelGateway（すべて）を置いてください。"
            )
            yield _mistake(node, "から矢印が2本以上出ています。", remedy)
        if node.attached_to is not None:
            if reaching:
                yield _mistake(
                    node, "は手順の縁にあるのに、入る矢印があります。", "矢印を手順につないでください。"
                )
            if not diagram.nodes[node.attached_to].kind.is_work:
                yield _mistake(
                    node, "は手順でないものの縁にあります。", "人か処理の手順の縁に付けてください。"
                )
        if node.kind.is_work and not node.name:
            yield _mistake(node, "に名前がありません。", "何をする手順かを、名前に書いてください。")
        if diagram.drawn and node.id not in diagram.drawn:
            yield _mistake(
                node, "が図に描かれていません。", "図を描く道具で置き直してから、書き出してください。"
            )
    if len(diagram.starts) == 1:
        yield from _reach_mistakes(diagram)


def _start_mistakes(diagram: Diagram) -> Iterator[BpmnMistake]:
    starts = diagram.starts
    if not starts:
        yield BpmnMistake(1, "始まり（startEvent）がありません。", "始まりを1つ置いてください。")
    for node in starts[1:]:
        yield _mistake(node, "が2つ目の始まりです。", "始まりを1つにしてください。")
    for node in starts:
        if diagram.incoming[node.id]:
            yield _mistake(
                node, "は始まりなのに、入る矢印があります。", "矢印を最初の手順につないでください。"
            )
    if not any(node.kind in (NodeKind.END, NodeKind.TERMINATE) for node in diagram.nodes.values()):
        yield BpmnMistake(1, "終わり（endEvent）がありません。", "終わりを置いて、矢印をつないでください。")


def _gateway_mistakes(diagram: Diagram) -> Iterator[BpmnMistake]:
    for node in diagram.nodes.values():
        leaving = diagram.outgoing[node.id]
        chooses = node.kind in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE) and len(leaving) > 1
        for edge in leaving:
            if edge.condition and (not chooses or edge.id == node.default):
                message = f"矢印{edge.called}に条件がありますが、ここでは読まれません。"
                remedy = (
                    "既定の矢印の条件を消してください。"
                    if chooses
                    else "条件は、2本以上に分かれる分かれ道（exclusiveGateway など）の矢印に書いてください。"
                )
                yield BpmnMistake(edge.line, message, remedy)
            elif chooses and not edge.condition and edge.id != node.default:
                message = f"{node.called}から出る矢印{edge.called}に条件がありません。"
                yield BpmnMistake(
                    edge.line, message, "条件を書くか、この矢印を既定（default）にしてください。"
                )
        if chooses and (node.default is None or node.default not in {edge.id for edge in leaving}):
            remedy = "どの条件にも当てはまらないときの矢印を、既定（default）にしてください。"
            yield _mistake(node, "に既定の矢印がありません。", remedy)


def _reach_mistakes(diagram: Diagram) -> Iterator[BpmnMistake]:
    reached = _closure([diagram.starts[0].id], lambda key: diagram.following(diagram.nodes[key]))
    before: dict[str, list[str]] = {key: [] for key in diagram.nodes}
    for node in diagram.nodes.values():
        for after in diagram.following(node):
            before[after].append(node.id)
    ends = [node.id for node in diagram.nodes.values() if node.kind in (NodeKind.END, NodeKind.TERMINATE)]
    finishing = _closure(ends, before.__getitem__)
    for node in diagram.nodes.values():
        if node.id not in reached:
            yield _mistake(
                node, "には、始まりからたどり着けません。", "前の手順から矢印をつなぐか、消してください。"
            )
        elif node.id not in finishing and diagram.outgoing[node.id]:
            remedy = "くり返しから抜けて終わりへ進む矢印を足してください。"
            yield _mistake(node, "から、どう進んでも終わりに着きません。", remedy)


def _closure(first: Iterable[str], after: Callable[[str], Iterable[str]]) -> set[str]:
    found = set(first)
    waiting = list(found)
    while waiting:
        for key in after(waiting.pop()):
            if key not in found:
                found.add(key)
                waiting.append(key)
    return found


def _mistake(node: Node, what: str, remedy: str) -> BpmnMistake:
    return BpmnMistake(node.line, f"{node.called}{what}", remedy)


class _TwiceError(Exception):
    """A second token comes to where one lies."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge


class _Runs:
    """All runs of a diagram whose shape is right."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self._reaching: dict[str, set[str]] = {}

    def mistakes(self) -> list[BpmnMistake]:
        """What goes wrong in some run: of the flow itself, and of each branch that goes on beside a step."""
        beside = [
            event for events in self.diagram.boundary.values() for event in events if not event.interrupting
        ]
        found = [mistake for event in beside for mistake in self._meeting(event)]
        for begin in [self.diagram.starts[0], *beside]:
            found += self._mistakes_from(frozenset(edge.id for edge in self.diagram.outgoing[begin.id]))
        return sorted(set(found))

    def _meeting(self, event: Node) -> Iterator[BpmnMistake]:
        """Where the branch of an event beside a step comes back to what goes on without it.

        It may happen again when the step does, and while the first branch is still open.
        """

        def following(key: str) -> Iterable[str]:
            return (after for after in self.diagram.following(self.diagram.nodes[key]) if after != event.id)

        without = _closure([self.diagram.starts[0].id], following)
        branch = _closure([event.id], following)
        for key in branch & without:
            node = self.diagram.nodes[key]
            if node.kind not in (NodeKind.END, NodeKind.TERMINATE):
                remedy = (
                    "手順を止めないイベントから始まる枝は、合わせずに、その枝だけの終わりまで描いてください。"
                )
                yield _mistake(
                    node, f"に、手順を止めないイベント{event.called}の枝が合わさっています。", remedy
                )

    def _mistakes_from(self, start: Marking) -> list[BpmnMistake]:
        seen, waiting = {start}, [start]
        while waiting:
            marking = waiting.pop()
            try:
                after = set(self._steps(marking))
            except _TwiceError as twice:
                return [self._twice(twice.edge)]
            if not after and marking:
                return [self._stuck(marking)]
            if len(seen) + len(after) > MOST_STATES:
                message = "並行する手順が多すぎて、終わりまで進めるか確かめられません。"
                return [BpmnMistake(1, message, "並行する枝を減らすか、流れを分けてください。")]
            # In one order, so that a mistake is always told at the same place.
            for marking_after in sorted(after - seen, key=sorted):
                seen.add(marking_after)
                waiting.append(marking_after)
        return []

    def _steps(self, marking: Marking) -> Iterator[Marking]:
        """Every marking that one step leads to."""
        for key in {self.diagram.edges[edge].target for edge in marking}:
            node = self.diagram.nodes[key]
            if node.kind is NodeKind.TERMINATE:
                yield frozenset()
                continue
            for taken in self._taken(node, marking):
                for given in self._given(node):
                    yield self._moved(marking, taken, given)

    def _taken(self, node: Node, marking: Marking) -> Iterator[frozenset[str]]:
        """The tokens that a step of the node takes; nothing where it has to wait."""
        lying = frozenset(edge.id for edge in self.diagram.incoming[node.id] if edge.id in marking)
        match node.kind:
            case NodeKind.PARALLEL:
                if len(lying) == len(self.diagram.incoming[node.id]):
                    yield lying
            case NodeKind.INCLUSIVE:
                if not any(self._is_awaited(edge, node, lying) for edge in marking - lying):
                    yield lying
            case _:
                yield from (frozenset({edge}) for edge in lying)

    def _given(self, node: Node) -> Iterator[frozenset[str]]:
        """The tokens that a step of the node leaves, for each way in which it may end."""
        leaving = frozenset(edge.id for edge in self.diagram.outgoing[node.id])
        match node.kind:
            case NodeKind.EXCLUSIVE:
                yield from (frozenset({edge}) for edge in leaving)
            case NodeKind.INCLUSIVE:
                for size in range(1, len(leaving) + 1):
                    yield from (frozenset(some) for some in combinations(sorted(leaving), size))
            case _:
                yield leaving
        for event in self.diagram.boundary.get(node.id, ()):
            if event.interrupting:
                yield frozenset(edge.id for edge in self.diagram.outgoing[event.id])

    def _moved(self, marking: Marking, taken: frozenset[str], given: frozenset[str]) -> Marking:
        rest = marking - taken
        twice = rest & given
        if twice:
            raise _TwiceError(self.diagram.edges[min(twice)])
        return rest | given

    def _is_awaited(self, token: str, join: Node, lying: frozenset[str]) -> bool:
        """Whether an inclusive gateway waits for a token elsewhere: it may still come by an incoming flow on
        which none lies, and by none of those on which one does.
        """
        reached = {
            edge.id
            for edge in self.diagram.incoming[join.id]
            if token == edge.id or self.diagram.edges[token].target in self._before(edge, join)
        }
        return bool(reached) and not reached & lying

    def _before(self, edge: Edge, join: Node) -> set[str]:
        """The nodes from which a token may come to an incoming flow of the join, not through the join."""
        if edge.id not in self._reaching:
            before: dict[str, list[str]] = {key: [] for key in self.diagram.nodes}
            for node in self.diagram.nodes.values():
                if node.id != join.id:
                    for after in self.diagram.following(node):
                        before[after].append(node.id)
            before[join.id] = []
            self._reaching[edge.id] = _closure([edge.source], before.__getitem__) - {join.id}
        return self._reaching[edge.id]

    def _stuck(self, marking: Marking) -> BpmnMistake:
        node = next(self.diagram.nodes[self.diagram.edges[edge].target] for edge in sorted(marking))
        missing = [edge.called for edge in self.diagram.incoming[node.id] if edge.id not in marking]
        remedy = (
            "parallelGateway で合わせるのは同時に進む枝だけにし、ほかは exclusiveGateway にしてください。"
        )
        return _mistake(
            node, f"で止まることがあります。矢印{'、'.join(missing)}から来ないまま待ち続けます。", remedy
        )

    def _twice(self, edge: Edge) -> BpmnMistake:
        node = self.diagram.nodes[edge.source]
        remedy = "parallelGateway で分けた枝は、parallelGateway で合わせてから次へ進めてください。"
        return _mistake(node, "が、並行する枝から2回始まることがあります。", remedy)
