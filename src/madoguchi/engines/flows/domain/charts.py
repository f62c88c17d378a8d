"""A flow as SpiffWorkflow knows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from madoguchi.core.bpmn import Diagram, Node, NodeKind, write_process


@dataclass(frozen=True, eq=False)
class Chart:
    """A diagram that was found sound, and what SpiffWorkflow makes of it. Shared by all runs."""

    diagram: Diagram

    @cached_property
    def specification(self) -> BpmnProcessSpec:
        """The process for SpiffWorkflow, read from what was understood and from nothing else of the file."""
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(write_process(self.diagram)))
        return parser.get_spec(self.diagram.id or "process")

    def node(self, name: str) -> Node | None:
        """The element with that id; None for tasks that SpiffWorkflow puts between."""
        return self.diagram.nodes.get(name)

    def is_waited_for(self, name: str) -> bool:
        """Whether a run can stand there: at work, or at something that has not happened yet."""
        node = self.node(name)
        return node is not None and (node.kind.is_work or node.kind.is_event)

    def is_choice(self, name: str) -> bool:
        """Whether conditions decide where a run goes on from there."""
        node = self.node(name)
        return (
            node is not None
            and node.kind in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE)
            and len(self.diagram.outgoing[name]) > 1
        )
