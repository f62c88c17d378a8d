"""The navigator: how long a step takes, how much it asks, and the same rules in two other engines.

A step is one page of a conversation: answers in, plan with its things to bring and the next question out.
Steps are taken from conversations of households of five people with every event of the packs.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice

import polars

from madoguchi.core import clock
from madoguchi.core.conditions.dataframes import frame_of
from madoguchi.core.conditions.deriving import Derivations
from madoguchi.core.packs import MunicipalityPack, Packs
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.navigator.api import make_plan
from madoguchi_testing.asking import Answering, converse, everything_told, households_for, whole_plan
from madoguchi_testing.benchmarks.measuring import Figures, Row, measure
from madoguchi_testing.benchmarks.peers.plain import RealRule, UntranslatableError, real_rules

HOUSEHOLDS = 2_000
TYPICAL = 5
"""People of the household whose steps are timed."""
TIMED = 40
"""Conversations timed for each event."""
RESIDENTS = 239_190
"""People of the region."""
DIFFERENT = 4_000
"""Different households among them; they are repeated until the region is full."""
BY_ITSELF = 1_000
"""Households that the engine without columns is asked about, one by one; the rest is in proportion."""
COMPARED = "moving_in"
INSTALL = "入れるには: uv pip install -e '.[bench]'"


def navigator_rows(packs: Packs, municipality_code: str) -> Iterator[Row]:
    """The rows of the table, event by event, and the two engines at the end."""
    today = clock.today()
    pack = packs.for_municipality(municipality_code, today)
    yield from _step_rows(pack, today)
    yield from _question_rows(pack, today)
    yield from peer_rows(pack, today)


def _step_rows(pack: MunicipalityPack, today: date) -> Iterator[Row]:
    # As the served site does: what is loaded stays, and the search for garbage passes it by.
    gc.collect()
    gc.freeze()
    every: list[float] = []
    for event in pack.events:
        drawn = households_for(pack, event, count=HOUSEHOLDS, seed=2, today=today)
        typical = islice((one for one in drawn if len(one.facts.members or ()) == TYPICAL), TIMED)
        every += [spent for told in typical for spent in _steps(pack, told)]
    figures = Figures.of(every)
    ordered = sorted(every)
    percentile_99 = ordered[max(0, -(-len(ordered) * 99 // 100) - 1)]
    yield Row(
        f"計画の一歩（{TYPICAL}人、手続き{len(pack.procedures)}件、できごと{len(pack.events)}）",
        "中央値 1 ms 未満、99% 3 ms 未満",
        figures,
        note=f"99% {percentile_99:.2f} ms、{len(every)}歩、1コアの CPU 時間",
    )


def _steps(pack: MunicipalityPack, told: Answering) -> Iterator[float]:
    """Milliseconds of each step of the conversation, from the answers so far to the plan.

    Of the core's time: what other work on a shared machine makes a step wait is not the step's.
    """
    for facts in converse(pack, told).states:
        began = time.thread_time()
        _ = make_plan(pack, told.event.key, facts).bring
        yield (time.thread_time() - began) * 1_000


def _question_rows(pack: MunicipalityPack, today: date) -> Iterator[Row]:
    for event in pack.events.values():
        shares: list[float] = []
        fields: list[int] = []
        same = 0
        for told in households_for(pack, event.key, count=HOUSEHOLDS, seed=1, today=today):
            conversation = converse(pack, told)
            shares.append(len(conversation.asked) / len(event.questions))
            fields.append(conversation.answers)
            known = conversation.plan.facts.members is not None
            asked_all = everything_told(pack, told)
            same += whole_plan(conversation.plan, whose=known) == whole_plan(asked_all, whose=known)
        yield Row(
            f"質問の割合「{event.label}」（全{len(event.questions)}問）",
            "60% 以下",
            plain=f"{statistics.median(shares):.0%}",
            note=f"答え {statistics.median(fields):.0f}個、同じ計画 {same:,}/{len(shares):,}世帯",
        )


def peer_rows(pack: MunicipalityPack, today: date) -> Iterator[Row]:
    """The same rules, the same answers, the same results: here, in zen-engine, in OpenFisca."""
    told = [one.facts for one in households_for(pack, COMPARED, count=DIFFERENT, seed=3, today=today)]
    rules = _translatable(real_rules(pack, COMPARED, told[0]), today)
    typical = next(one for one in told if len(one.members or ()) == TYPICAL)
    yield from _one_household_rows(rules, typical, pack)
    yield from _region_rows(rules, told, pack)


def _translatable(rules: list[RealRule], today: date) -> list[RealRule]:
    from madoguchi_testing.benchmarks.peers.zen import expression_of

    found = []
    for rule in rules:
        try:
            expression_of(rule, today)
        except UntranslatableError:
            continue
        found.append(rule)
    return found


def own_results(rules: list[RealRule], facts: Facts) -> dict[str, object]:
    """What the conditions say: a truth value for the household, or a list of one for each member."""
    computed = Derivations(rule.expression for rule in rules).computed(facts)
    return _evaluated(rules, computed)


def _evaluated(rules: list[RealRule], facts: Facts) -> dict[str, object]:
    return {
        rule.name: [rule.expression.evaluate(facts, person) for person in facts.persons()]
        if rule.of_person
        else rule.expression.evaluate(facts)
        for rule in rules
    }


def _one_household_rows(rules: list[RealRule], facts: Facts, pack: MunicipalityPack) -> Iterator[Row]:
    from madoguchi_testing.benchmarks.peers import openfisca, zen

    name = f"規則{len(rules)}個×1世帯（{len(facts.members or ())}人）"
    derivations = Derivations(rule.expression for rule in rules)
    expected = own_results(rules, facts)
    ours = measure(lambda: _evaluated(rules, derivations.computed(facts)), runs=300)
    yield Row(name, "", ours)
    try:
        decide, context = zen.decision_of(rules, facts.today), zen.context_of(facts)
        _same(decide(context), expected, "zen-engine")
        theirs = measure(lambda: decide(context), runs=300)
        yield Row(f"{name} zen-engine", "", theirs, note=_compared(ours.median, theirs.median))
    except ImportError:
        yield _missing(f"{name} zen-engine")
    try:
        codes = openfisca.numbers_of_codes(pack.vocabulary)
        columns = openfisca.Columns([facts], codes)
        country = openfisca.Country(rules, columns, codes, facts.today)
        _same(_by_household(country.results(country.simulation(columns)), rules), expected, "OpenFisca")
        theirs = measure(lambda: country.results(country.simulation(columns)), runs=30)
        yield Row(f"{name} OpenFisca", "", theirs, note=_compared(ours.median, theirs.median))
    except ImportError:
        yield _missing(f"{name} OpenFisca")


def _by_household(results: dict[str, object], rules: list[RealRule]) -> dict[str, object]:
    """Arrays over one household, as the other two ways give them."""
    found: dict[str, object] = {}
    for rule in rules:
        values = [bool(value) for value in results[rule.name]]  # type: ignore[attr-defined]
        found[rule.name] = values if rule.of_person else values[0]
    return found


def _region_rows(rules: list[RealRule], told: list[Facts], pack: MunicipalityPack) -> Iterator[Row]:
    from madoguchi_testing.benchmarks.peers import openfisca, zen

    persons = sum(len(facts.members or ()) for facts in told)
    times = round(RESIDENTS / persons)
    residents = persons * times
    name = f"規則{len(rules)}個×{residents:,}人"
    few = frame_of(told, pack.vocabulary)
    highest = len(told)
    frame = polars.concat(
        [few.with_columns(polars.col("household_id") + highest * number) for number in range(times)]
    )
    wanted = [rule.expression.as_expression().alias(rule.name) for rule in rules]
    ours = _seconds(lambda: frame.lazy().select(wanted).collect())
    found = few.select(wanted)
    threads = polars.thread_pool_size()
    repeated = f"{len(told):,}世帯を{times}回くり返したもの"
    yield Row(name, "", plain=f"{ours:.2f} 秒", note=f"polars、{threads}スレッド、{repeated}")
    try:
        decide = zen.decision_of(rules, told[0].today)
        some = told[:BY_ITSELF]
        contexts = [zen.context_of(facts) for facts in some]
        for facts, context in zip(some, contexts, strict=True):
            _same(decide(context), own_results(rules, facts), "zen-engine")
        spent = _seconds(lambda: [decide(context) for context in contexts], runs=1)
        theirs = spent * residents / sum(len(facts.members or ()) for facts in some)
        note = f"{_compared(ours, theirs)}、1世帯ずつ{len(some):,}世帯から比例で、1スレッド"
        yield Row(f"{name} zen-engine", "", plain=f"{theirs:.2f} 秒", note=note)
    except ImportError:
        yield _missing(f"{name} zen-engine")
    try:
        codes = openfisca.numbers_of_codes(pack.vocabulary)
        columns = openfisca.Columns(told, codes, times=times)
        country = openfisca.Country(rules, columns, codes, told[0].today)
        theirs_found = country.results(country.simulation(columns))
        for rule in rules:
            values = theirs_found[rule.name][: persons if rule.of_person else highest]
            own = found[rule.name] if rule.of_person else _of_households(found, few, rule.name)
            if [bool(value) for value in values] != own.to_list():
                raise AssertionError(f"OpenFisca: {rule.name}")
        theirs = _seconds(lambda: country.results(country.simulation(columns)))
        note = f"{_compared(ours, theirs)}、numpy、1スレッド"
        yield Row(f"{name} OpenFisca", "", plain=f"{theirs:.2f} 秒", note=note)
    except ImportError:
        yield _missing(f"{name} OpenFisca")


def _of_households(found: polars.DataFrame, frame: polars.DataFrame, name: str) -> polars.Series:
    """The column of a rule about households: one row of each."""
    both = polars.DataFrame({"household": frame["household_id"], "value": found[name]})
    return both.unique("household", keep="first", maintain_order=True)["value"]


def _same(found: object, expected: object, engine: str) -> None:
    """Speed is only compared where the results are the same."""
    if found != expected:
        raise AssertionError(f"{engine} gives other results")


def _seconds(function: Callable[[], object], *, runs: int = 3) -> float:
    """The shortest of some runs, in seconds."""
    return measure(function, runs=runs, warm_up=min(runs - 1, 1)).minimum / 1_000


def _compared(ours: float, theirs: float) -> str:
    """Who is faster by how much, also where it is not us."""
    if theirs >= ours:
        return f"Madoguchi が {theirs / ours:.1f} 倍速い"
    return f"Madoguchi が {ours / theirs:.1f} 倍遅い"


def _missing(name: str) -> Row:
    return Row(name, "", plain="なし", note=INSTALL)


__all__ = ["navigator_rows", "own_results", "peer_rows"]
