"""A 転入届 that is finished tells the municipality that was left by itself."""

from __future__ import annotations

from tests.integration.journeys.between_authorities.samples import HERE, THERE, moved_in, moved_out, system

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.core.jobs import run_jobs_until_idle
from madoguchi.engines.cases.api import CaseStep, FinishCase
from madoguchi.engines.exchange.api import ReceivedMessage, SentMessage
from madoguchi.journeys.between_authorities.api import OfCase, SendMoveInNotice


def test_a_move_in_that_is_finished_tells_by_itself_and_once(committed_db: None) -> None:
    case, other = moved_in(), moved_out(HERE)
    run(SendMoveInNotice(), system(), OfCase(case.uuid))
    for one in (case, other):
        run(FinishCase(), system(), CaseStep(one.uuid))
    run_jobs_until_idle()
    with tenancy.municipality(HERE):
        assert [one.subject for one in SentMessage.objects.all()] == [f"case:{case.uuid}"]
    with tenancy.municipality(THERE):
        assert ReceivedMessage.objects.get().about == "会津 十三蔵 ほか1人"
