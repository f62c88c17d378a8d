"""What a BPMN file says, as far as this platform runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class NodeKind(StrEnum):
    """What stands on the picture and takes part in the run."""

    START = "start"
    END = "end"
    TERMINATE = "terminate"
    """Ends the whole flow, whatever else is still open."""
    PERSON = "person"
    """A step that somebody finishes: a user task, a manual task, a task of no kind."""
    SERVICE = "service"
    """A step that the platform does: `implementation` names the action."""
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"
    TIMER = "timer"
    """Waits for a time, on a sequence flow or at the edge of a step."""
    MESSAGE = "message"
    """Waits for something from outside, on a sequence flow or at the edge of a step."""

    @property
    def is_gateway(self) -> bool:
        """Whether it only splits and joins."""
        return self in (NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.INCLUSIVE)

    @property
    def is_work(self) -> bool:
        """Whether something is done there."""
        return self in (NodeKind.PERSON, NodeKind.SERVICE)

    @property
    def is_event(self) -> bool:
        """Whether it waits for a time or for something from outside."""
        return self in (NodeKind.TIMER, NodeKind.MESSAGE)


@dataclass(frozen=True, slots=True)
class Node:
    """One element. `line` is where it stands in its file; `tag` is its name in BPMN (`userTask`)."""

    id: str
    name: str
    kind: NodeKind
    tag: str
    line: int
    lane: str | None = None
    """The id of the lane in which it stands."""
    implementation: str = ""
    """Of a service task: which action."""
    default: str | None = None
    """Of a gateway: the sequence flow that is taken when no condition holds."""
    attached_to: str | None = None
    """Of an event at the edge of a step: that step."""
    interrupting: bool = True
    """Of an event at the edge: whether the step ends when it happens."""
    wait: str = ""
    """Of a timer: an ISO 8601 duration (`P30D`) or a date expression of the condition language; of a message:
    its name.
    """

    @property
    def called(self) -> str:
        """How a message names it: 「name」（id）."""
        return f"「{self.name}」（{self.id}）" if self.name else f"「{self.id}」"


@dataclass(frozen=True, slots=True)
class Edge:
    """A sequence flow; `condition` is in the condition language, empty when it has none."""

    id: str
    name: str
    source: str
    target: str
    condition: str
    line: int

    @property
    def called(self) -> str:
        """How a message names it."""
        return f"「{self.name}」（{self.id}）" if self.name else f"「{self.id}」"


@dataclass(frozen=True, slots=True)
class Lane:
    """Who does what stands in it."""

    id: str
    name: str
    line: int


@dataclass(frozen=True)
class Diagram:
    """One process with its elements by id, in the order of the file.

    `drawn` are the ids that have a place on the picture; without all of them nothing can be shown.
    """

    id: str
    name: str
    nodes: Mapping[str, Node]
    edges: Mapping[str, Edge]
    lanes: Mapping[str, Lane]
    drawn: frozenset[str]

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Edge, ...]]:
        """The sequence flows that leave each node."""
        return self._by(lambda edge: edge.source)

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Edge, ...]]:
        """The sequence flows that reach each node."""
        return self._by(lambda edge: edge.target)

    @cached_property
    def boundary(self) -> Mapping[str, tuple[Node, ...]]:
        """The events at the edge of each step."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if node.attached_to is not None:
                found.setdefault(node.attached_to, []).append(node)
        return {key: tuple(events) for key, events in found.items()}

    @cached_property
    def starts(self) -> tuple[Node, ...]:
        """Where it begins."""
        return tuple(node for node in self.nodes.values() if node.kind is NodeKind.START)

    def following(self, node: Node) -> tuple[str, ...]:
        """The ids of the nodes to which a token may go next, the events at its edge among them."""
        after = [edge.target for edge in self.outgoing[node.id]]
        return (*after, *(event.id for event in self.boundary.get(node.id, ())))

    def _by(self, end: Callable[[Edge], str]) -> Mapping[str, tuple[Edge, ...]]:
        found: dict[str, list[Edge]] = {key: [] for key in self.nodes}
        for edge in self.edges.values():
            found[end(edge)].append(edge)
        return {key: tuple(edges) for key, edges in found.items()}
