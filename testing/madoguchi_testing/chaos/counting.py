"""Counting afterwards, straight from the tables of both zones and the core system's ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

import psycopg

from madoguchi.journeys.online_application.domain.numbers import application_number
from madoguchi_testing.chaos.people import Told
from madoguchi_testing.online.at_home import Receipt

Connection = psycopg.Connection[Any]


@dataclass(slots=True)
class Found:
    """What lies where: rows as the tables have them."""

    applications: dict[UUID, str]
    cases: list[tuple[UUID, UUID, str, int | None, str]]
    """Application, case, procedure, person, status."""
    handovers: dict[UUID, tuple[str, str]]
    """By number: how it is handed over, and how far it is."""
    stored: list[UUID]
    waiting: int
    """Letters in the public zone that the office has not acknowledged, and answers that it has not sent."""
    jobs: int
    """Jobs of the office that are still to do, but for periodic ones."""


@dataclass(slots=True)
class Counted:
    """What the whole run comes to; `lost` and `twice` say which, and have to be empty."""

    begun: int
    receipts: int
    without_receipt: int
    arrived_without_receipt: int
    cases: int
    handed_over: int
    by_method: dict[str, int] = field(default_factory=dict)
    """Of what was acknowledged: how many by which method."""
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Nothing lost, nothing twice, nothing that nobody sent."""
        return not (self.lost or self.twice or self.strange)


def look(public: Connection, office: Connection, stored: Sequence[UUID]) -> Found:
    """Read everything, as the superuser of both servers; `stored` is what the core system has."""
    waiting = _number(public, "SELECT count(*) FROM mailbox_letter WHERE box = 'applications'"
                      " AND acknowledged_at IS NULL")  # fmt: skip
    waiting += _number(office, "SELECT count(*) FROM courier_reply WHERE sent_at IS NULL")
    waiting += _number(office, "SELECT count(*) FROM courier_arrival WHERE status = 'arrived'")
    return Found(
        applications=dict(
            office.execute("SELECT uuid, state FROM online_application_application").fetchall()
        ),
        cases=office.execute(
            "SELECT source_uuid, uuid, procedure_key, person_index, status FROM cases_case"
            " WHERE channel = 'online'"
        ).fetchall(),
        handovers={
            uuid: (method, status)
            for uuid, method, status in office.execute(
                "SELECT uuid, method, status FROM handover_handoverrecord"
            )
        },
        stored=list(stored),
        waiting=waiting,
        jobs=_number(
            office,
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
            " AND queue_name IN ('courier', 'handover') AND task_name <> 'courier.round'",
        ),
    )


def is_settled(found: Found, told: Sequence[Told]) -> bool:
    """Whether everything that is to happen has happened."""
    accepted = {one.application for one in told if one.receipt is not None}
    return (
        not found.waiting
        and not found.jobs
        and accepted <= set(found.applications)
        and all(status == "done" for *_, status in found.cases)
        and all(status == "acknowledged" for _, status in found.handovers.values())
    )


def count(found: Found, told: Sequence[Told]) -> Counted:
    """Every receipt against what lies in the office and in the core system, and the other way round."""
    accepted = {one.application: one.receipt for one in told if one.receipt is not None}
    others = {one.application for one in told if one.receipt is None} - {None}
    cases: dict[UUID, list[tuple[UUID, str, int | None, str]]] = {}
    for application, case, procedure, person, status in found.cases:
        cases.setdefault(application, []).append((case, procedure, person, status))
    counted = Counted(
        begun=len(told),
        receipts=sum(one.receipt is not None for one in told),
        without_receipt=sum(one.receipt is None for one in told),
        arrived_without_receipt=len(others & set(found.applications)),
        cases=len(found.cases),
        handed_over=len(set(found.stored)),
        by_method=dict(
            Counter(method for method, status in found.handovers.values() if status == "acknowledged")
        ),
    )
    counted.strange += [one.problem for one in told if one.problem]
    counted.strange += [f"{one}: nobody sent it" for one in set(found.applications) - set(accepted) - others]
    counted.strange += [f"{one}: {state}" for one, state in found.applications.items() if state != "opened"]
    for accepted_one, receipt in accepted.items():
        counted.lost += _lost(accepted_one, receipt, found, cases)
    for application, own in cases.items():
        counted.twice += _twice(f"{application}: a case for {one}" for one in (rest[1:3] for rest in own))
    expected = {uuid5(application, str(case)) for application, case, *_ in found.cases}
    counted.twice += _twice(f"{key}: a row in the core system" for key in found.stored)
    counted.twice += [f"{key}: a further hand-over" for key in set(found.handovers) - expected]
    counted.twice += [f"{key}: a further row in the core system" for key in set(found.stored) - expected]
    numbers = Counter(receipt.number for receipt in accepted.values())
    counted.twice += [f"{number}: on several receipts" for number, often in numbers.items() if often > 1]
    return counted


def _lost(
    application: UUID | None,
    receipt: Receipt,
    found: Found,
    cases: dict[UUID, list[tuple[UUID, str, int | None, str]]],
) -> list[str]:
    if application is None or application not in found.applications:
        return [f"{receipt.number}: no application"]
    if receipt.number != application_number(application):
        return [f"{receipt.number}: on the receipt of {application_number(application)}"]
    own = cases.get(application, [])
    if not own:
        return [f"{receipt.number}: no case"]
    lost = []
    for case, _, _, status in own:
        key = uuid5(application, str(case))
        if status != "done":
            lost.append(f"{receipt.number}: its case is {status}")
        _, handover = found.handovers.get(key, ("", "missing"))
        if handover != "acknowledged":
            lost.append(f"{receipt.number}: its hand-over is {handover}")
        if key not in found.stored:
            lost.append(f"{receipt.number}: no row in the core system")
    return lost


def _twice(names: Iterable[str]) -> list[str]:
    return [f"{name}, {often} times" for name, often in Counter(names).items() if often > 1]


def _number(connection: Connection, statement: str) -> int:
    row = connection.execute(statement.encode()).fetchone()
    return int(row[0]) if row else 0
