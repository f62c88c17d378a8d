"""One run of a flow: where it stands, and what follows when a step is finished.

SpiffWorkflow keeps every task of a run for ever, and its serialiser writes them all. A run here keeps the
living part alone: the tasks that are open, and of the finished ones those that an open one may still ask for.
What happened before is written elsewhere, step by step. So a step costs the same on the first day and in the
tenth year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypedDict
from uuid import UUID, uuid4

from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from madoguchi.core.bpmn import Node
from madoguchi.engines.flows.domain.charts import Chart

Choose = Callable[[str], bool | None]
"""Whether the condition of a sequence flow (its id) holds; None while that cannot be said."""


_OPEN = TaskState.READY | TaskState.WAITING


class StepGoneError(LookupError):
    """この手順は、もう開いていません。"""


class Living(TypedDict):
    """One task of the living part, as it is stored. `children` stand in their order."""

    id: str
    parent: str | None
    name: str
    state: int
    happened: bool


class Run:
    """The living part of one run. Not to be shared between threads."""

    def __init__(self, chart: Chart, living: Iterable[Living] | None = None) -> None:
        """A new run stands at its beginning; call `advance` to begin. `living` restores one."""
        self.chart = chart
        self.undecided: tuple[str, ...] = ()
        """The sequence flows whose conditions could not be answered when the run stopped before them."""
        self._conditions = _Conditions()
        self._workflow = BpmnWorkflow(
            chart.specification, deserializing=living is not None, script_engine=self._conditions
        )
        if living is not None:
            self._restore(living)

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to happen."""
        return bool(self._workflow.completed)

    def standing(self) -> dict[UUID, Node]:
        """Where the run stands: the open steps and what is waited for, by the number of the occasion."""
        found = {}
        for task in self._workflow.tasks.values():
            if task.has_state(_OPEN) and self.chart.is_waited_for(task.task_spec.name):
                found[task.id] = self.chart.diagram.nodes[task.task_spec.name]
        return found

    def finish(self, occasion: UUID) -> None:
        """A step is done, or what was waited for has happened. Call `advance` afterwards.

        Raises StepGoneError when the run does not stand there.
        """
        if occasion not in self.standing():
            raise StepGoneError(StepGoneError.__doc__)
        task = self._workflow.tasks[occasion]
        if self.chart.diagram.nodes[task.task_spec.name].kind.is_event:
            task._set_internal_data(event_fired=True)
            task.task_spec._update(task)
        else:
            self._run(task)

    def advance(self, choose: Choose) -> None:
        """Go on to the next steps. Where a condition cannot be answered the run stays before it."""
        self._conditions.choose = choose
        undecided: set[str] = set()
        progress = True
        while progress:
            progress = False
            for task in self._workflow.get_tasks(state=TaskState.READY):
                if task.task_spec.manual or not task.has_state(TaskState.READY):
                    continue
                open_here = self._undecided(task, choose)
                if open_here:
                    undecided.update(open_here)
                    continue
                self._run(task)
                progress = True
        self.undecided = tuple(sorted(undecided))

    def cancel(self) -> None:
        """End the run where it stands."""
        self._workflow.cancel()

    def living(self) -> list[Living]:
        """The living part, to be stored; the root first, parents before children."""
        kept = self._kept()
        found: list[Living] = []

        def walk(task: Task, parent: Task | None) -> None:
            here = parent
            if task.id in kept:
                found.append(
                    Living(
                        id=str(task.id),
                        parent=str(parent.id) if parent is not None else None,
                        name=task.task_spec.name,
                        state=task.state,
                        happened=bool(task.internal_data.get("event_fired", False)),
                    )
                )
                here = task
            for child in task.children:
                walk(child, here)

        walk(self._workflow.task_tree, None)
        return found

    def _run(self, task: Task) -> None:
        # What follows is predicted only now: it is not stored.
        task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
        task.run()

    def _undecided(self, task: Task, choose: Choose) -> list[str]:
        name = task.task_spec.name
        if not self.chart.is_choice(name):
            return []
        conditions = [edge.id for edge in self.chart.diagram.outgoing[name] if edge.condition]
        return [edge for edge in conditions if choose(edge) is None]

    def _kept(self) -> set[UUID]:
        """What must be stored: the root, open tasks with their parents, and what joins still look at."""
        tasks = self._workflow.tasks
        open_tasks = [task for task in tasks.values() if task.has_state(_OPEN)]
        waiting_joins = {
            task.task_spec.name for task in open_tasks if isinstance(task.task_spec, UnstructuredJoin)
        }
        # SpiffWorkflow counts the branches that have come to a join by its cancelled tasks.
        counted = [
            task
            for task in tasks.values()
            if task.task_spec.name in waiting_joins and task.has_state(TaskState.CANCELLED)
        ]
        kept = {self._workflow.task_tree.id}
        for task in [*open_tasks, *counted]:
            kept.add(task.id)
            if task.parent is not None:
                kept.add(task.parent.id)
            kept.update(self._around_edges(task))
        return kept

    def _around_edges(self, task: Task) -> Iterator[UUID]:
        """Of each step that is still open with events at its edge: what stands around it."""
        ancestor = task.parent
        while ancestor is not None:
            if isinstance(ancestor.task_spec, BoundaryEventSplit):
                around = ancestor.children
                if any(child.has_state(_OPEN) for child in around):
                    yield ancestor.id
                    yield from (child.id for child in around)
            ancestor = ancestor.parent

    def _restore(self, living: Iterable[Living]) -> None:
        workflow = self._workflow
        for one in living:
            parent = workflow.tasks[UUID(one["parent"])] if one["parent"] is not None else None
            task = Task(
                workflow,
                self.chart.specification.task_specs[one["name"]],
                parent=parent,
                state=one["state"],
                id=UUID(one["id"]),
            )
            if parent is None:
                workflow.task_tree = task
            if one["happened"]:
                task._set_internal_data(event_fired=True)
        for task in list(workflow.tasks.values()):
            if task.has_state(_OPEN):
                task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
            definition = getattr(task.task_spec, "event_definition", None)
            if task.state == TaskState.WAITING and not isinstance(definition, NoneEventDefinition | None):
                workflow.event_manager.add_task(task)


class _Conditions(PythonScriptEngine):  # type: ignore[misc]
    """Answers the conditions of sequence flows, and runs nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.choose: Choose = _nothing_is_known

    def evaluate(self, task: Task, expression: str, external_context: Any = None) -> bool:
        """Whether the condition with this id holds (`Chart` gives the id of the flow)."""
        return self.choose(expression) is True

    def execute(self, task: Task, script: str, external_context: Any = None) -> bool:
        """No flow has scripts: they were refused when it was read."""
        raise NotImplementedError("a flow runs no scripts")


def first_steps(chart: Chart) -> tuple[Living, ...] | None:
    """The living part of every run after its first steps; None where these ask a condition.

    SpiffWorkflow need not be asked each time what follows a beginning: `numbered` makes a run of it.
    """
    asked: list[str] = []

    def choose(edge: str) -> None:
        asked.append(edge)

    run = Run(chart)
    run.advance(choose)
    return None if asked or run.is_finished else tuple(run.living())


def numbered(chart: Chart, steps: Iterable[Living]) -> tuple[list[Living], dict[UUID, Node]]:
    """The same living part for another run, and where it stands."""
    living: list[Living] = []
    standing: dict[UUID, Node] = {}
    numbers: dict[str | None, str] = {}
    for one in steps:
        occasion = uuid4()
        numbers[one["id"]] = str(occasion)
        living.append({**one, "id": str(occasion), "parent": numbers.get(one["parent"])})
        if one["state"] & _OPEN and chart.is_waited_for(one["name"]):
            standing[occasion] = chart.diagram.nodes[one["name"]]
    return living, standing


def _nothing_is_known(edge: str) -> bool | None:
    return None
