"""A flow as SpiffWorkflow knows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EndEvent,
    ExclusiveGateway,
    InclusiveGateway,
    IntermediateCatchEvent,
    ParallelGateway,
    StartEvent,
    UserTask,
)
from SpiffWorkflow.bpmn.specs.event_definitions.item_aware_event import SignalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition, TerminateEventDefinition
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from madoguchi.core.bpmn import Diagram, Node, NodeKind


class _OneStepAhead:
    """SpiffWorkflow draws up the whole future of a task, for whoever looks at it. Nobody looks at it here,
    and in a flow of 500 steps it would be drawn up anew with each of them: what comes next is enough.
    """

    def _predict(
        self, my_task: Task, seen: object = None, looked_ahead: int = 0, mask: int = TaskState.PREDICTED_MASK
    ) -> None:
        if my_task.has_state(mask):
            self._predict_hook(my_task)  # type: ignore[attr-defined]


def _one_step_ahead(kind: type) -> type:
    return type(kind.__name__, (_OneStepAhead, kind), {})


_STEP = _one_step_ahead(UserTask)
_START = _one_step_ahead(StartEvent)
_END = _one_step_ahead(EndEvent)
_WAIT = _one_step_ahead(IntermediateCatchEvent)
_BESIDE = _one_step_ahead(BoundaryEvent)
_SPLIT = _one_step_ahead(BoundaryEventSplit)
_JOIN = _one_step_ahead(BoundaryEventJoin)
_GATEWAYS = {
    NodeKind.EXCLUSIVE: _one_step_ahead(ExclusiveGateway),
    NodeKind.PARALLEL: _one_step_ahead(ParallelGateway),
    NodeKind.INCLUSIVE: _one_step_ahead(InclusiveGateway),
}


@dataclass(frozen=True, eq=False)
class Chart:
    """A diagram that was found sound, and what SpiffWorkflow makes of it. Shared by all runs."""

    diagram: Diagram

    @cached_property
    def specification(self) -> BpmnProcessSpec:
        """The process for SpiffWorkflow, made of what was understood and of nothing else in the file.

        Its own parser is passed by: it walks along the flow by recursion, and a long one would break it.
        """
        specification = BpmnProcessSpec(name=self.diagram.id or "process")
        # Where sequence flows end: a step with events at its edge stands between two tasks of SpiffWorkflow.
        entrances = {node.id: _task(specification, node) for node in self.diagram.nodes.values()}
        tasks = dict(entrances)
        for key, events in self.diagram.boundary.items():
            entrances[key] = _surrounded(specification, tasks[key], [tasks[event.id] for event in events])
        for node in self.diagram.nodes.values():
            task = tasks[node.id]
            for edge in self.diagram.outgoing[node.id]:
                # The condition is the flow's id: what it says is compiled elsewhere, and nothing is run here.
                if edge.condition:
                    task.connect_outgoing_if(edge.id, entrances[edge.target])
                else:
                    task.connect(entrances[edge.target])
            if node.kind is NodeKind.START:
                specification.start.connect(task)
            elif node.kind in (NodeKind.END, NodeKind.TERMINATE):
                task.connect(specification.end)
        return specification

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


def _task(specification: BpmnProcessSpec, node: Node) -> BpmnTaskSpec:
    if node.kind.is_gateway:
        return _GATEWAYS[node.kind](specification, node.id)
    if node.kind.is_event:
        # Times and messages are looked after outside: for SpiffWorkflow both have come or not.
        happened = SignalEventDefinition(node.id)
        if node.attached_to is not None:
            return _BESIDE(specification, node.id, happened, cancel_activity=node.interrupting)
        return _WAIT(specification, node.id, happened)
    if node.kind is NodeKind.START:
        return _START(specification, node.id, NoneEventDefinition())
    if node.kind is NodeKind.END:
        return _END(specification, node.id, NoneEventDefinition())
    if node.kind is NodeKind.TERMINATE:
        return _END(specification, node.id, TerminateEventDefinition())
    # A step of the platform waits like one of a person: whoever holds the run does it and says so.
    return _STEP(specification, node.id)


def _surrounded(
    specification: BpmnProcessSpec, step: BpmnTaskSpec, events: list[BpmnTaskSpec]
) -> BoundaryEventSplit:
    """What SpiffWorkflow puts before and behind a step with events at its edge; the one before."""
    split = _SPLIT(specification, f"{step.name}.BoundaryEventSplit")
    join = _JOIN(specification, f"{step.name}.BoundaryEventJoin", split_task=split.name, cancel=True)
    for task in (step, *events):
        split.connect(task)
        task.connect(join)
    return split
