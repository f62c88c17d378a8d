"""The second half: a clerk at the counter and the core system behind it, in the office zone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.jobs import run_jobs_until_idle
from madoguchi.core.measuring import api as measuring
from madoguchi.core.packs import Scenario
from madoguchi.engines.handover.api import HandoverRecord, Status, collect_answers
from madoguchi.journeys.counter_visit import api
from madoguchi_testing.core_system import CoreSystem, Ledger
from madoguchi_testing.people import Clerk


def at_counter(scenario: Scenario, texts: Sequence[str], out: Path) -> dict[str, Any]:
    """Scan, check, identify, accept; then the jobs run and the stand-in core system acknowledges.

    Writes the documents below `out` and returns what happened as JSON values. Raises what the journey raises.
    """
    out.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    clerk = Clerk(scenario.municipality)
    with clock.fixed(scenario.today):
        scanned = clerk.scan(texts)
        sheet = clerk.look(scanned.uuid)
        clerk.identify(
            scanned.uuid, str(scenario.journey.get("identity", api.IdentityMethod.DRIVING_LICENCE))
        )
        at_accept = time.perf_counter()
        accepted = clerk.accept(scanned.uuid)
        accept_milliseconds = (time.perf_counter() - at_accept) * 1_000
        jobs = run_jobs_until_idle()
        ledger = Ledger(Path(settings.VAR) / "core_system.sqlite3")
        CoreSystem(Path(settings.MADOGUCHI_HANDOVER_DIRECTORY), ledger).receive()
        collect_answers(scenario.municipality)
        papers = api.documents_of(clerk.context, scanned.uuid)
        with tenancy.municipality(scenario.municipality):
            handovers = list(HandoverRecord.objects.filter(visit_uuid=scanned.uuid).order_by("id"))
            steps = [
                (step.step, step.at.astimezone(clock.TOKYO).isoformat())
                for step in measuring.steps(scanned.visit.journey_id)
            ]
    files = []
    for paper in papers:
        file = out / paper.file_name
        file.write_bytes(bytes(paper.pdf))
        files.append({"title": paper.title, "file": str(file), "sha256": paper.sha256})
    desks = sheet.pack.desks
    return {
        "visit": str(scanned.uuid),
        "scanned_again": scanned.again,
        "checks": [check.finding.message for check in sheet.checks],
        "cases": [
            {
                "desk": f"{desks[case.desk_role].counter} {desks[case.desk_role].name}",
                "procedure": case.procedure_label,
                "person": case.person_name,
                "due": None if case.due is None else case.due.isoformat(),
            }
            for case in accepted.cases
        ],
        "documents": files,
        "handovers": [
            {"key": str(one.uuid), "target": f"{one.target}.{one.kind}", "status": Status(one.status).label}
            for one in handovers
        ],
        "acknowledged": bool(handovers) and all(one.status == Status.ACKNOWLEDGED for one in handovers),
        "jobs": jobs,
        "steps": steps,
        "accept_milliseconds": round(accept_milliseconds, 1),
        "seconds": round(time.perf_counter() - began, 2),
    }
