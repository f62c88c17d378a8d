"""What the counter waits for: the plan, the sealed code, the papers, the acceptance."""

from __future__ import annotations

import gzip
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from uuid import uuid4

from cryptography.fernet import Fernet
from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.packs import Packs, Scenario, facts_of
from madoguchi.core.vocabulary import facts_to_json
from madoguchi.engines.documents.api import Circumstances, documents_for, guide_slip_of, render_all, warm_up
from madoguchi.engines.forms.api import check_form, open_content
from madoguchi.engines.navigator.api import make_plan
from madoguchi.lib.qr import symbols
from madoguchi_testing.benchmarks.measuring import Figures, Row, measure
from madoguchi_testing.people import Clerk, sealed_code


def plan_rows(packs: Packs, scenario: Scenario) -> Iterator[Row]:
    """A plan for the household of the scenario; its conditions compiled, and read as trees."""
    pack = packs.for_municipality(scenario.municipality, scenario.today)
    facts = facts_of(scenario, packs)
    conditions = [one.applies_when for one in pack.procedures.values()]

    def as_trees() -> None:
        for condition in conditions:
            for person in facts.persons():
                condition.evaluate_tree(facts, person if condition.scope == "person" else None)

    def compiled() -> None:
        for condition in conditions:
            for person in facts.persons():
                condition.evaluate(facts, person if condition.scope == "person" else None)

    people = len(facts.persons())
    yield Row(
        f"計画（{people}人、手続き{len(pack.procedures)}件から）",
        "2 ms 未満",
        measure(lambda: make_plan(pack, scenario.event, facts), runs=300),
    )
    trees = measure(as_trees, runs=50)
    yield Row(
        f"条件{len(conditions)}個×{people}人",
        "",
        measure(compiled, runs=200),
        peer=f"木のまま評価 {trees.median:.2f} ms",
    )
    plan = make_plan(pack, scenario.event, facts)
    yield Row("形式審査", "", measure(lambda: check_form(pack, plan, facts), runs=100))


def sealing_rows(packs: Packs, scenario: Scenario) -> Iterator[Row]:
    """Seal and open, and the size of the code, beside gzip in a symmetric token."""
    pack = packs.for_municipality(scenario.municipality, scenario.today)
    facts = facts_of(scenario, packs)
    token = Fernet(Fernet.generate_key())
    plain = json.dumps(facts_to_json(facts), ensure_ascii=False).encode()

    def seal_and_open() -> None:
        open_content(pack, [sealed_code(packs, scenario)])

    def peer() -> None:
        gzip.decompress(token.decrypt(token.encrypt(gzip.compress(plain))))

    with clock.fixed(scenario.today):
        text = sealed_code(packs, scenario)
        yield Row(
            "封をして開ける",
            "5 ms 未満",
            measure(seal_and_open, runs=200),
            peer=f"gzip と共通鍵（Fernet） {measure(peer, runs=200).median:.2f} ms",
        )
        found = symbols(text)
        other = urlsafe_b64encode(token.encrypt(gzip.compress(plain)))
        yield Row(
            f"QRコード（{len(facts.persons())}人分）",
            "1個",
            plain=f"{len(found)}個、{found[0].version}型、{len(text)}文字",
            peer=f"gzip と共通鍵 {len(other)}文字（QRの英数字では書けない）",
        )
        yield Row("QRコードをPNGにする", "", measure(lambda: symbols(text)[0].png(), runs=20))


def document_rows(packs: Packs, scenario: Scenario) -> Iterator[Row]:
    """All papers of the scenario's plan, as accepting orders them."""
    pack = packs.for_municipality(scenario.municipality, scenario.today)
    facts = facts_of(scenario, packs)
    plan = make_plan(pack, scenario.event, facts)
    around = Circumstances(printed_on=scenario.today)
    warm_up(pack)

    def render() -> None:
        render_all(pack, [*documents_for(pack, plan, facts, around), guide_slip_of(pack, plan, around)])

    number = len(documents_for(pack, plan, facts, around)) + 1
    yield Row(f"書類{number}件（PDF）", "100 ms 未満", measure(render, runs=20))


def accept_rows(packs: Packs, scenario: Scenario, *, runs: int = 30) -> Iterator[Row]:
    """From the clerk's click to the commit, beside what the same server needs for a commit of one row."""
    clerk = Clerk(scenario.municipality)
    times: list[float] = []
    cases = 0
    with clock.fixed(scenario.today):
        for number in range(runs + 3):
            visit = clerk.scan([sealed_code(packs, scenario)]).visit
            version = clerk.identify(visit.uuid).version
            began = time.perf_counter()
            accepted = clerk.accept_version(visit.uuid, version)
            if number >= 3:
                times.append((time.perf_counter() - began) * 1_000)
            cases = len(accepted.cases)
    yield Row(
        f"受理（案件{cases}件、引き渡し、時刻、監査）",
        "50 ms 未満",
        Figures.of(times),
        peer=f"1行だけの確定 {_one_row(scenario.municipality).median:.1f} ms",
    )


def _one_row(municipality_code: str) -> Figures:
    from madoguchi.core.measuring import api as measuring

    def write() -> None:
        with tenancy.municipality(municipality_code):
            measuring.record("bench.row", uuid4())

    return measure(write, runs=50)


def keys_in_place(codes: list[str]) -> None:
    """A key pair for each municipality of the bench; those that are there stay."""
    from pathlib import Path

    from madoguchi.lib.sealing import generate_keypair, write_keypair

    directory = Path(settings.MADOGUCHI_KEYS_DIRECTORY)
    for code in codes:
        if not (directory / f"{code}.private").exists():
            write_keypair(directory, code, generate_keypair())
