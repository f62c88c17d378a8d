"""Moves a run on: what people finish, what happens, what the platform does itself, and how it is stored.

One step is stored by one statement, however long the run has lived: ended tasks, new tasks, the run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from django.db import connection

from madoguchi.core import clock
from madoguchi.core.actions import Context
from madoguchi.core.bpmn import Node, NodeKind
from madoguchi.core.conditions import Expression
from madoguchi.core.database.telling import Prepared
from madoguchi.core.packs import BEGUN, OPTION_PREFIX, RESULT_PREFIX, Flow, FlowTime
from madoguchi.core.vocabulary import Facts, Unknown, Value
from madoguchi.engines.flows.domain.runs import Run, numbered
from madoguchi.engines.flows.models import Ending, FlowRun, FlowTask, RunState, TaskKind, correlation_of
from madoguchi.engines.flows.versions import chart_of, first_steps_of, flow_of
from madoguchi.engines.flows.worlds import (
    Performing,
    ServiceRefusedError,
    StepHeldError,
    World,
    service_of,
    wait_for,
    world_of,
)
from madoguchi.lib.working_days import next_working_day

_OWN = (OPTION_PREFIX, RESULT_PREFIX, BEGUN)
MOST_SERVICES = 100
"""Steps of the platform in a row; a circle of nothing else would never end."""

_KINDS = {
    NodeKind.PERSON: TaskKind.PERSON,
    NodeKind.SERVICE: TaskKind.SERVICE,
    NodeKind.TIMER: TaskKind.TIMER,
    NodeKind.MESSAGE: TaskKind.MESSAGE,
}


class EndlessFlowError(RuntimeError):
    """流れが、人の手順をはさまずに回り続けています。流れの図を直してください。"""


class Move:
    """One run that is being moved on, inside a transaction that holds its row.

    `open_tasks` are the open tasks of the run; for a new run there are none. `by_hand`: a person ends a step,
    and hears of what holds it.
    """

    def __init__(
        self, context: Context, row: FlowRun, open_tasks: Iterable[FlowTask] = (), *, by_hand: bool = False
    ) -> None:
        self.context = context
        self.by_hand = by_hand
        self.row = row
        self.flow: Flow = flow_of(row.version)
        self.world: World = world_of(row.subject)
        self.tasks: dict[UUID, FlowTask] = {task.uuid: task for task in open_tasks}
        self.previous: FlowTask | None = None
        self._new: dict[UUID, FlowTask] = {}
        self._changed: dict[UUID, FlowTask] = {}
        self._facts: Facts | None = None

    @cached_property
    def run(self) -> Run:
        """Where it stands; made when it moves."""
        return Run(chart_of(self.flow), self.row.living or None)

    def begin(self) -> None:
        """Take the first steps of a new run, without storing them."""
        steps = first_steps_of(self.flow)
        if steps is None:
            self.go_on()
        else:
            self.row.living, standing = numbered(chart_of(self.flow), steps)
            self._open(standing)

    def end_task(self, task: FlowTask, *, result: str = "", note: str = "") -> None:
        """A step of a person is done, or what a task waits for has happened; then everything that follows."""
        self._ended(task, result, note)
        self.run.finish(task.uuid)
        self.go_on()
        self._store()

    def look_again(self) -> None:
        """Try again what could not go on: refused steps of the platform, conditions not answered."""
        self.go_on()
        self._store()

    def cancel(self) -> None:
        """End the run where it stands."""
        self.run.cancel()
        self._close(RunState.CANCELLED)
        self._store()

    def go_on(self) -> None:
        """Whatever follows by itself, without storing it. A new run takes its first steps."""
        self.row.trouble = ""
        for _ in range(MOST_SERVICES):
            self.run.advance(self._choose)
            standing = self.run.standing()
            self._open(standing)
            if not any([self._happened_already(standing), self._perform(standing)]):
                break
        else:
            raise EndlessFlowError(EndlessFlowError.__doc__)
        if self.run.undecided:
            self.row.trouble = self._undecided()
        if self.run.is_finished:
            self._close(RunState.FINISHED)
        self.row.living = list(self.run.living()) if self.row.ended_at is None else []

    def _open(self, standing: dict[UUID, Node]) -> None:
        """New tasks for where the run stands now; those where it stands no longer were cancelled."""
        for occasion, node in standing.items():
            if occasion not in self.tasks:
                self.tasks[occasion] = self._new[occasion] = self._task(occasion, node)
        for occasion, task in self.tasks.items():
            if occasion not in standing and task.is_open:
                task.ended_at, task.ending = self.context.now, Ending.CANCELLED.value
                self._changed[occasion] = task

    def _task(self, occasion: UUID, node: Node) -> FlowTask:
        step = self.flow.step(node.id)
        kind = _KINDS[node.kind]
        lane = self.flow.lane_of(node.id)
        desk = (lane.desk if lane is not None else None) or self.row.desk_role
        due = None if step.due is None else self._due(step.due)
        fires = None if step.wait is None else self._moment(step.wait)
        return FlowTask(
            uuid=occasion,
            municipality_code=self.context.municipality_code,
            run=self.row,
            subject=self.row.subject,
            step=node.id,
            label=step.label,
            kind=kind.value,
            desk_role="" if lane is not None and (lane.outside or lane.platform) else desk,
            due=due,
            fires_at=fires,
            opened_at=self.context.now,
        )

    def _happened_already(self, standing: dict[UUID, Node]) -> bool:
        """What new messages wait for; those that came before the run waited for them are over at once."""
        moved = False
        for occasion, node in standing.items():
            task = self.tasks[occasion]
            message = self.flow.step(node.id).waits_for
            if not message or task.correlation or not task.is_open:
                continue
            waiting = wait_for(self.context, self.row.subject, message)
            task.correlation = correlation_of(message, waiting.correlation)
            if waiting.result is not None:
                self._ended(task, waiting.result, "")
                self.run.finish(occasion)
                moved = True
        return moved

    def _perform(self, standing: dict[UUID, Node]) -> bool:
        """Steps of the platform."""
        moved = False
        for occasion, node in standing.items():
            if node.kind is not NodeKind.SERVICE or not self.tasks[occasion].is_open:
                continue
            task = self.tasks[occasion]
            service = service_of(node.implementation)
            try:
                if service is None:
                    raise ServiceRefusedError(f"処理「{node.implementation}」は、ここでは使えません。")
                result = service(self.context, self._performing(node))
            except ServiceRefusedError as refused:
                if self.by_hand and isinstance(refused, StepHeldError):
                    raise
                self._in_trouble(task, str(refused) or str(ServiceRefusedError.__doc__))
                continue
            task.trouble = ""
            self._ended(task, result, "")
            self.run.finish(occasion)
            moved = True
        return moved

    def _performing(self, node: Node) -> Performing:
        return Performing(self.row, self.flow, self.flow.step(node.id), self._last_of_a_person, self._value)

    def _last_of_a_person(self) -> FlowTask | None:
        # What has happened meanwhile (a decision, a time) was no step of a person: the one before it counts.
        if self.previous is None and self.row.pk is not None:
            done = FlowTask.objects.filter(run=self.row, kind=TaskKind.PERSON.value, ending=Ending.DONE.value)
            self.previous = done.order_by("-ended_at", "-id").first()
        return self.previous

    def _in_trouble(self, task: FlowTask, why: str) -> None:
        self.row.trouble = f"「{task.label}」で止まっています。{why}"
        if task.trouble != why:
            task.trouble = why
            self._changed[task.uuid] = task

    def _ended(self, task: FlowTask, result: str, note: str) -> None:
        actor = self.context.actor
        task.ended_at, task.ending = self.context.now, Ending.DONE.value
        task.actor_id, task.actor_name = actor.id, actor.told_name
        task.result, task.note = result, note
        self._changed[task.uuid] = task
        if task.kind == TaskKind.PERSON.value:
            self.previous = task
        if result:
            self.row.results = {**self.row.results, task.step: result}
            self._facts = None

    def _choose(self, edge: str) -> bool | None:
        value = self._value(self.flow.conditions[edge])
        return None if isinstance(value, Unknown) else value is True

    def _value(self, expression: Expression) -> object:
        return expression.evaluate(self._facts_for(expression))

    def _facts_for(self, expression: Expression) -> Facts:
        """What the expression may ask. The subject is fetched only where it does: most ask nothing of it."""
        if self._facts is not None:
            return self._facts
        own: dict[str, Value] = {BEGUN: self.row.begun_at.astimezone(clock.TOKYO).date()}
        own |= {f"{OPTION_PREFIX}{key}": chosen for key, chosen in self.row.choices.items()}
        own |= {f"{RESULT_PREFIX}{key}": result for key, result in self.row.results.items()}
        if all(key.startswith(_OWN) for key in expression.depends_on):
            return Facts(own, None, clock.today())
        base = self.world.facts(self.context, self.row.subject)
        self._facts = Facts({**base.case, **own}, base.members, base.today)
        return self._facts

    def _due(self, wanted: FlowTime) -> date | None:
        """Until when something should be done. Days that are counted end when somebody is there."""
        moment = self._moment(wanted)
        if moment is None:
            return None
        return moment.date() if wanted.days is None else next_working_day(moment.date())

    def _moment(self, wanted: FlowTime) -> datetime | None:
        """When a time of the flow comes: the first moment of that day in Japan; None while unknown."""
        if wanted.days is not None:
            day = self.context.day + timedelta(days=wanted.days)
        else:
            found = None if wanted.day is None else self._value(wanted.day)
            if not isinstance(found, date):
                return None
            day = found
        return datetime.combine(day, time.min, tzinfo=clock.TOKYO)

    def _undecided(self) -> str:
        """Why the run stays before a choice: which items nobody has answered."""
        names = []
        for edge in self.run.undecided:
            expression = self.flow.conditions[edge]
            missing = sorted({item.key for item in expression.open_items(self._facts_for(expression))})
            names += [self.flow.vocabulary[key].label for key in missing if key in self.flow.vocabulary]
        wanted = "、".join(dict.fromkeys(names)) or "条件に使う項目"
        return f"次へ進む条件の「{wanted}」が分かりません。内容を補ってから、もう一度試してください。"

    def _close(self, state: RunState) -> None:
        self.row.state, self.row.ended_at = state.value, self.context.now
        self.row.living = []
        self._open({})

    def _store(self) -> None:
        row = self.row
        ended = [_written(task, _ENDED) for key, task in self._changed.items() if key not in self._new]
        new = [_written(task, _NEW) for task in self._new.values()]
        with connection.cursor() as cursor:
            cursor.execute(
                _STORE.text(),
                [
                    json.dumps(ended),
                    [one["id"] for one in ended],
                    row.municipality_code,
                    row.pk,
                    row.subject,
                    json.dumps(new),
                    row.state,
                    json.dumps(row.results),
                    json.dumps(row.living),
                    row.trouble,
                    row.ended_at,
                    row.pk,
                ],
            )

    @property
    def new_tasks(self) -> list[FlowTask]:
        """The tasks that are not stored yet."""
        return list(self._new.values())


def begin_all(moves: Sequence[Move]) -> None:
    """Take the first steps of new runs of one municipality, and store all of them with one statement."""
    if not moves:
        return
    for move in moves:
        move.begin()
    rows = {move.row.uuid: move.row for move in moves}
    tasks = [
        {"run": str(move.row.uuid), "place": place, "subject": move.row.subject, **_written(task, _NEW)}
        for move in moves
        for place, task in enumerate(move.new_tasks)
    ]
    code = moves[0].context.municipality_code
    with connection.cursor() as cursor:
        begun = json.dumps([_written(row, _RUN) for row in rows.values()])
        cursor.execute(_BEGIN, [code, begun, code, json.dumps(tasks)])
        for key, uuid in cursor.fetchall():
            rows[uuid].pk = key
            rows[uuid]._state.adding = False


def _written(row: FlowTask | FlowRun, fields: Iterable[str]) -> dict[str, object]:
    return {field: _plain(getattr(row, field)) for field in fields}


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str | int | dict | list) else str(value)


_ENDED = {
    "id": "bigint",
    "ended_at": "timestamptz",
    "ending": "text",
    "actor_id": "text",
    "actor_name": "text",
    "result": "text",
    "note": "text",
    "trouble": "text",
    "correlation": "text",
}
_NEW = {
    **{field: kind for field, kind in _ENDED.items() if field != "id"},
    "uuid": "uuid",
    "step": "text",
    "label": "text",
    "kind": "text",
    "desk_role": "text",
    "due": "date",
    "fires_at": "timestamptz",
    "opened_at": "timestamptz",
}
_RUN = {
    "uuid": "uuid",
    "version_id": "bigint",
    "subject": "text",
    "desk_role": "text",
    "state": "text",
    "trouble": "text",
    "begun_at": "timestamptz",
    "ended_at": "timestamptz",
    "choices": "jsonb",
    "results": "jsonb",
    "living": "jsonb",
}
# Accepting a visit begins a dozen runs: row by row Django would bind hundreds of values.
_BEGIN = f"""
WITH run AS (
    INSERT INTO flows_flowrun (municipality_code, {", ".join(_RUN)})
    SELECT %s, {", ".join(_RUN)}
    FROM jsonb_to_recordset(%s) AS said ({", ".join(f"{field} {kind}" for field, kind in _RUN.items())})
    RETURNING id, uuid
), opened AS (
    INSERT INTO flows_flowtask
        (municipality_code, run_id, subject, assignee_id, assignee_name, {", ".join(_NEW)})
    SELECT %s, run.id, subject, '', '', {", ".join(f"said.{field}" for field in _NEW)}
    FROM jsonb_to_recordset(%s) AS said
        (run uuid, place integer, subject text,
        {", ".join(f"{field} {kind}" for field, kind in _NEW.items())})
    JOIN run ON run.uuid = said.run
    ORDER BY place
)
SELECT id, uuid FROM run
"""  # noqa: S608 - our own names
# Ended tasks, new tasks and the run in one statement: with every step of every flow Django would write three,
# and take longer to write them than PostgreSQL to do them. The numbers stand there twice: a join alone lets
# the planner read a young table from end to end.
_STORE_QUERY = f"""
WITH ended AS (
    UPDATE flows_flowtask AS task
    SET {", ".join(f"{field} = said.{field}" for field in _ENDED if field != "id")}
    FROM jsonb_to_recordset(%s) AS said ({", ".join(f"{field} {kind}" for field, kind in _ENDED.items())})
    WHERE task.id = ANY (%s) AND task.id = said.id
), opened AS (
    INSERT INTO flows_flowtask
        (municipality_code, run_id, subject, assignee_id, assignee_name, {", ".join(_NEW)})
    SELECT %s, %s, %s, '', '', {", ".join(_NEW)}
    FROM jsonb_to_recordset(%s) AS said ({", ".join(f"{field} {kind}" for field, kind in _NEW.items())})
)
UPDATE flows_flowrun SET state = %s, results = %s::jsonb, living = %s::jsonb, trouble = %s, ended_at = %s
WHERE id = %s
"""  # noqa: S608 - our own names
_STORE = Prepared("flows_store", _STORE_QUERY)
