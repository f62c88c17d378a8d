"""Cases with a flow: moves of one municipality, as the packs have them."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from tests.integration.surfaces.staff_web.conftest import HERE

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.cases.api import Case, Channel, NewCase, OpenCases, OpenCasesInput
from madoguchi.engines.flows.api import FinishTask, FlowTask, TaskResult, flow_story
from madoguchi.journeys.flow_work.api import subject_of
from madoguchi.journeys.flow_work.world import pack_of

REGISTER = "resident_register"


def opened(
    procedure: str = "move_in_notification",
    channel: Channel = Channel.COUNTER,
    *,
    name: str = "会津 十三蔵",
    code: str = HERE,
) -> Case:
    """A case whose flow has begun; nothing of it is handed over, so nothing is waited for."""
    known = pack_of(code).procedures[procedure]
    data = {"move.date": "2026-03-11", "move.new_town": "門田町大字飯寺字村西", "move.new_block": "582番地1"}
    new = NewCase(procedure, known.label, known.desk, None, name, date(2026, 3, 25), data)
    return run(OpenCases(), _system(code), OpenCasesInput(uuid4(), (new,), channel))[0]


def open_steps(case: Case, code: str = HERE) -> dict[str, FlowTask]:
    """The open tasks of its run, by step."""
    story = flow_story(_system(code), subject_of(case.uuid))
    assert story is not None
    return {task.step: task for task in story.standing}


def finish(case: Case, step: str, result: str = "", note: str = "") -> UUID:
    """The step is done by somebody else; the number of its task."""
    task = open_steps(case)[step].uuid
    run(FinishTask(), _system(HERE, "会津 花子"), TaskResult(task, result, note))
    return task


def case_now(case: Case) -> Case:
    """The case as it is stored now."""
    with tenancy.municipality(HERE):
        return Case.objects.get(pk=case.pk)


def _system(code: str, name: str = "テスト") -> Context:
    return Context(code, Actor("staff", "staff:test", code, name, frozenset({"*"}), ()))
