"""Steps of flows that are kept one by one, beside SpiffWorkflow's own way of keeping a run.

The peers run the same drawing and commit each step to the same PostgreSQL. One takes the run out of the
database for each step, as a server between two requests has to; the other keeps it in memory and only writes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from lxml import etree
from psycopg import Connection
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.database.prepare import superuser_connection
from madoguchi.core.packs import Flow, Packs, flow_from_texts
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.flows.api import (
    FinishTask,
    FlowTask,
    TaskResult,
    register_world,
    tasks_of_desk,
)
from madoguchi.engines.flows.models import FlowRun
from madoguchi.engines.flows.moving import Move, begin_all
from madoguchi.engines.flows.versions import versions_for
from madoguchi_testing.benchmarks.measuring import Figures, Row
from madoguchi_testing.drawings import drawing, either, end, flow, in_a_row, row_of_steps, start, step

SIZES = (10, 100, 500)
STEPS = 200
"""Steps that are timed for each size: several runs of a small flow, a part of a large one."""
TURN = 20
"""Steps until it is the next one's turn: what else the machine does meanwhile falls on all of them."""
ROUNDS = 1_000
FINISHED, OPEN = 1_000_000, 20_000
DESKS = 20
AIM = "100手順で2倍以上"

_DECLARATION = "key: {key}\nlabel: 計測\nlanes: {{}}\nsources: []\n{steps}"
_ROUND_AND_ROUND = drawing(
    start(),
    either("again"),
    step("first"),
    step("second"),
    either("choice", "out"),
    end(),
    in_a_row("start", "again", "first", "second", "choice"),
    flow("choice", "again", 'result.second == "back"', key="back"),
    flow("choice", "end", key="out"),
)
_BACK = "steps: {second: {results: {back: もどる, on: すすむ}}}\n"


class _Nothing:
    """A world of subjects of which nothing is known, and nothing asked."""

    def facts(self, context: Context, subject: str) -> Facts:
        """Nothing."""
        return Facts({}, None, clock.today())

    def lock(self, subject: str) -> None:
        """Nobody else is there."""


def flow_rows(packs: Packs, municipality_code: str, *, fraction: float) -> Iterator[Row]:
    """Rates by size and age, then the tasks of a desk; `fraction` of a million finished tasks."""
    register_world("bench", _Nothing())
    context = Context(municipality_code, Actor.system("bench"), purpose="計測")
    for size in SIZES:
        drawn = row_of_steps(size)
        with _table():
            ours, loaded, in_memory = _taking_turns(
                _ours(packs, context, size, drawn),
                _spiffworkflow(drawn, from_database=True),
                _spiffworkflow(drawn, from_database=False),
            )
        peers = f"SpiffWorkflow 毎回読み出す {_rate(loaded)}、書くだけ {_rate(in_memory)}"
        times = f"{_median(loaded) / _median(ours):.1f}倍、{_median(in_memory) / _median(ours):.1f}倍"
        yield Row(
            f"流れを1手順ずつ、{size}手順（操作と記録までを確定）",
            AIM if size == 100 else "",
            Figures.of(ours),
            note=f"{_rate(ours)}（中央値から）　{times}",
            peer=peers,
        )
    yield from _age(packs, context)
    yield from _desk(packs, context, fraction)


def _taking_turns(*steps: Iterator[float]) -> list[list[float]]:
    times: list[list[float]] = [[] for _ in steps]
    for _ in range(STEPS // TURN):
        for taken, mine in zip(times, steps, strict=True):
            taken += islice(mine, TURN)
    return times


def _rate(milliseconds: list[float]) -> str:
    return f"1秒に{1_000 / _median(milliseconds):.0f}手順"


def _median(milliseconds: list[float]) -> float:
    return Figures.of(milliseconds).median


def _ours(packs: Packs, context: Context, size: int, drawn: bytes) -> Iterator[float]:
    """Each step as a clerk makes it: the action with permission, audit entry and events, committed."""
    made = flow_from_texts(
        packs, f"bench_{size}", drawn.decode(), _DECLARATION.format(key=f"bench_{size}", steps="")
    )
    while True:
        subject = _begun(context, made)
        for _ in range(size):
            task = _open_task(context, subject)
            yield _timed(lambda task=task: run(FinishTask(), context, TaskResult(task)))  # type: ignore[misc]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def _begun(context: Context, made: Flow) -> str:
    subject = f"bench:{uuid4()}"
    with tenancy.municipality(context.municipality_code):
        row = FlowRun(
            municipality_code=context.municipality_code,
            version=versions_for(context, [made])[made.key],
            subject=subject,
            desk_role="bench",
            choices={},
            begun_at=context.now,
        )
        begin_all([Move(context, row)])
    return subject


def _open_task(context: Context, subject: str) -> UUID:
    with tenancy.municipality(context.municipality_code):
        return (
            FlowTask.objects.filter(subject=subject, ended_at__isnull=True)
            .values_list("uuid", flat=True)
            .get()
        )


def _spiffworkflow(drawn: bytes, *, from_database: bool) -> Iterator[float]:
    """The same steps by SpiffWorkflow alone, the whole run written by its serialiser after each."""
    specification = _parsed(drawn)
    serializer = BpmnWorkflowSerializer()
    while True:
        workflow = BpmnWorkflow(specification)
        workflow.do_engine_steps()
        key = uuid4()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_run VALUES (%s, %s)", [key, serializer.serialize_json(workflow)]
            )
        while _ready(workflow):
            began = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                if from_database:
                    cursor.execute("SELECT content::text FROM bench_run WHERE id = %s FOR UPDATE", [key])
                    workflow = serializer.deserialize_json(cursor.fetchone()[0])
                _ready(workflow)[0].run()
                workflow.do_engine_steps()
                written = serializer.serialize_json(workflow)
                cursor.execute("UPDATE bench_run SET content = %s WHERE id = %s", [written, key])
            yield (time.perf_counter() - began) * 1_000


def _parsed(drawn: bytes) -> BpmnProcessSpec:
    """The flow as SpiffWorkflow's own parser reads it, which walks along it by recursion."""
    parser = BpmnParser()
    parser.add_bpmn_xml(
        etree.fromstring(drawn.replace(b'<process id="p"', b'<process id="p" isExecutable="true"'))
    )
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        return parser.get_spec("p")
    finally:
        sys.setrecursionlimit(before)


def _ready(workflow: BpmnWorkflow) -> list[Task]:
    found: list[Task] = workflow.get_tasks(state=TaskState.READY, manual=True)
    return found


class _table:  # noqa: N801 - a context manager, written like a function
    """A table for the peer's runs, as its documentation keeps them: one JSON for each."""

    def __enter__(self) -> None:
        self._run("DROP TABLE IF EXISTS bench_run")
        self._run("CREATE TABLE bench_run (id uuid PRIMARY KEY, content jsonb NOT NULL)")
        self._run("GRANT ALL ON bench_run TO madoguchi_app")

    def __exit__(self, *_: object) -> None:
        self._run("DROP TABLE bench_run")

    @staticmethod
    def _run(statement: LiteralString) -> None:
        with _superuser() as database:
            database.execute(statement)


def _superuser() -> AbstractContextManager[Connection[Any]]:
    data = Path(settings.DATABASES["owner"]["EMBEDDED_DATA"])
    return superuser_connection(data, settings.DATABASES["default"]["NAME"])


def _age(packs: Packs, context: Context) -> Iterator[Row]:
    """One run that goes round and round: its first hundred steps, and its last."""
    declaration = _DECLARATION.format(key="bench_round", steps=_BACK)
    subject = _begun(context, flow_from_texts(packs, "bench_round", _ROUND_AND_ROUND.decode(), declaration))
    times: list[float] = []
    for number in range(2 * ROUNDS):
        given = TaskResult(_open_task(context, subject), "back" if number % 2 else "")
        times.append(_timed(lambda given=given: run(FinishTask(), context, given)))  # type: ignore[misc]
    yield Row("1つの進行の、はじめの100手順", "", Figures.of(times[:100]))
    yield Row(f"同じ進行の、{2 * ROUNDS:,}手順目までの100手順", "はじめと同じ", Figures.of(times[-100:]))


def _desk(packs: Packs, context: Context, fraction: float) -> Iterator[Row]:
    """The tasks of one of twenty desks, among a million finished and twenty thousand open ones."""
    finished, opened = int(FINISHED * fraction), int(OPEN * fraction)
    made = flow_from_texts(
        packs, "bench_desk", row_of_steps(1).decode(), _DECLARATION.format(key="bench_desk", steps="")
    )
    with tenancy.municipality(context.municipality_code):
        there = FlowTask.objects.filter(step="bench").count()
    if there != finished + opened:
        began = time.perf_counter()
        run_key = _run_key(context, _begun(context, made))
        with _superuser() as database:
            database.execute("DELETE FROM flows_flowtask WHERE step = 'bench'")
            database.execute(
                _FILL,
                {
                    "code": context.municipality_code,
                    "run": run_key,
                    "finished": finished,
                    "all": finished + opened,
                },
            )
            database.execute("VACUUM ANALYZE flows_flowtask")
        yield Row(
            f"手順をつくる（終わった{finished:,}、開いている{opened:,}）", "",
            plain=f"{time.perf_counter() - began:.0f} 秒",
        )  # fmt: skip
    places = [f"{(clock.today() + timedelta(days)).isoformat()}.1" for days in range(40)]
    looks: dict[str, Callable[[int], object]] = {
        "課の手順": lambda turn: tasks_of_desk(context, f"desk_{turn % DESKS}"),
        "課の手順、後ろのページ": lambda turn: tasks_of_desk(
            context, f"desk_{turn % DESKS}", after=places[turn % 40]
        ),
        "課の手順、自分のもの": lambda turn: tasks_of_desk(context, f"desk_{turn % DESKS}", mine=True),
        "課の手順、終わったもの": lambda turn: tasks_of_desk(context, f"desk_{turn % DESKS}", finished=True),
    }
    for name, look in looks.items():
        times = [_timed(lambda look=look, turn=turn: look(turn)) for turn in range(-5, 100)][5:]  # type: ignore[misc]
        yield Row(f"{name}（画面なし、1人）", "95%が50 ms 未満", Figures.of(times))


def _run_key(context: Context, subject: str) -> int:
    with tenancy.municipality(context.municipality_code):
        return FlowRun.objects.values_list("pk", flat=True).get(subject=subject)


_FILL = """
INSERT INTO flows_flowtask (municipality_code, uuid, run_id, subject, step, label, kind, desk_role, due,
    fires_at, correlation, opened_at, began_at, ended_at, ending, reminded_at, assignee_id, assignee_name,
    actor_id, actor_name, result, note, trouble)
SELECT %(code)s, gen_random_uuid(), %(run)s, 'bench:' || gen_random_uuid(), 'bench', '計測の手順', 'person',
    'desk_' || number %% 20, current_date + (number %% 60)::integer - 10, NULL, '', now(), NULL,
    CASE WHEN number <= %(finished)s THEN now() - number * interval '1 minute' END,
    CASE WHEN number <= %(finished)s THEN 'done' ELSE '' END, NULL, '', '', '', '', '', '', ''
FROM generate_series(1, %(all)s) AS number
"""
