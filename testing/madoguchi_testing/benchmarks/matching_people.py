"""One person against a register of the region: how fast, how right, and two peers on the same records.

The peers are Splink with the comparisons that its documentation begins with, and equality of texts after
NFKC, which is what the robots of the trial compared.
"""

from __future__ import annotations

import gc
import logging
import random
import resource
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.conf import settings

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.matching.api import Person, Register, Verdict, Whole
from madoguchi_testing.benchmarks.measuring import Figures, Row
from madoguchi_testing.matching import Asked, SyntheticRegister, Tally, ask_for, incoming, synthetic_register
from madoguchi_testing.population import plan_for

SEED = 44
RECORDS = 2_000
LIMIT = 0.99
"""From this probability on a pair of Splink counts as found; ours draws its own lines."""

Keys = Mapping[str, str | None]
"""The key of the person that a program would take, by the key of the record; None for nobody."""


def rows(*, fraction: float = 1.0) -> Iterator[Row]:
    """The rows of the table: preparing, times, right and wrong, the peers."""
    register = _people(fraction)
    piles = {
        "混ざった書類": _numbered(incoming(register, RECORDS, seed=SEED)),
        "まちがいの種類ごと": _numbered(ask_for(register, RECORDS, seed=SEED)),
    }
    began = time.perf_counter()
    ours = Register(register.people)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    yield Row(
        f"人の台帳を読み込む（{len(ours):,}人）", "", plain=f"{time.perf_counter() - began:.1f} 秒",
        note=f"全体 {memory:,.0f} MiB",
    )  # fmt: skip
    yield from _times(ours, [one.person for pile in piles.values() for one in pile])
    for name, pile in piles.items():
        answers = {one.person.key: ours.answer(one.person) for one in pile}
        taken = {key: answer.sure_key for key, answer in answers.items()}
        shown = sum(
            answers[one.person.key].verdict is Verdict.HUMAN
            and one.truth in {match.key for match in answers[one.person.key].matches}
            for one in pile
        )
        yield _right(f"{name}：Madoguchi", pile, taken, note=f"人が見る中に本人 {shown}")
        yield _right(f"{name}：NFKC 後の文字の一致", pile, _equal_texts(register.people, pile))
        for peer in (_whole, _ordinary_splink):
            yield from peer(name, register, pile)
    by_kind: dict[str, list[Asked]] = defaultdict(list)
    for one in piles["まちがいの種類ごと"]:
        by_kind[one.kind].append(one)
    for kind, some in by_kind.items():
        yield _right(
            f"種類：{kind}", some, {one.person.key: ours.answer(one.person).sure_key for one in some}
        )


def _people(fraction: float) -> SyntheticRegister:
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    plans = [plan_for(one, fraction) for one in packs.municipalities.values() if one.population]
    return synthetic_register(plans, seed=SEED)


def _numbered(asked: Iterator[Asked]) -> list[Asked]:
    return [replace(one, person=replace(one.person, key=f"?{number}")) for number, one in enumerate(asked)]


def _times(register: Register, people: Sequence[Person]) -> Iterator[Row]:
    """Each record once, in random order, after a warm-up: dictionaries are loaded when first needed."""
    people = random.Random(SEED).sample(people, len(people))
    for person in (Person("?", "颯山口"), *people[:300]):  # a name that only statistics can split
        register.answer(person)
    gc.collect()
    gc.freeze()
    times: list[float] = []
    busy: list[float] = []
    for person in people:
        began, began_busy = time.perf_counter(), time.thread_time()
        register.answer(person)
        times.append((time.perf_counter() - began) * 1_000)
        busy.append((time.thread_time() - began_busy) * 1_000)
    gc.unfreeze()
    own = Figures.of(busy)
    note = f"{len(times):,}件、CPU 時間 {own.median:.2f}／{own.percentile_95:.2f}／{own.maximum:.2f}"
    yield Row(f"1人を探す（{len(register):,}人から）", "5 ms 未満", Figures.of(times), note=note)


def _right(name: str, pile: Sequence[Asked], taken: Keys, *, note: str = "") -> Row:
    tally = Tally()
    for one in pile:
        found = taken.get(one.person.key)
        tally.add(
            Tally(1, int(one.truth is not None), int(found is not None),
                  int(found is not None and found == one.truth))
        )  # fmt: skip
    return Row(
        name, "", plain=f"適合 {tally.precision:.2%} 再現 {tally.recall:.1%}",
        note="、".join(filter(None, (f"{tally.asked:,}件、誤り {tally.wrong}", note))),
    )  # fmt: skip


# --- equality -----------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _equal_texts(people: Sequence[Person], pile: Sequence[Asked]) -> Keys:
    """The one person with the same name and the same address or birth date, as texts."""
    known: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person in people:
        for other in _besides(person):
            known[_plain(person.name), other].append(person.key)
    taken = {}
    for one in pile:
        found = {
            key for other in _besides(one.person) for key in known.get((_plain(one.person.name), other), ())
        }
        taken[one.person.key] = found.pop() if len(found) == 1 else None
    return taken


def _besides(person: Person) -> Iterator[str]:
    if person.address:
        yield person.municipality_code + _plain(person.address)
    if person.birth_date is not None:
        yield str(person.birth_date)


# --- Splink -------------------------------------------------------------------------------------------


def _timed(name: str, pile: Sequence[Asked], find: Callable[[], Keys]) -> Iterator[Row]:
    logging.getLogger("splink").setLevel(logging.ERROR)
    began = time.perf_counter()
    taken = find()
    seconds = time.perf_counter() - began
    yield _right(
        name,
        pile,
        taken,
        note=f"{seconds:.1f} 秒（まとめて。1件あたり {1_000 * seconds / len(pile):.1f} ms）",
    )


def _whole(name: str, register: SyntheticRegister, pile: Sequence[Asked]) -> Iterator[Row]:
    """Splink with our levels and weights, all records at once."""

    def find() -> Keys:
        whole = Whole(register.people, [one.person for one in pile])
        return {key: answer.sure_key for key, answer in whole.answers()}

    yield from _timed(f"{name}：Splink とここの水準", pile, find)


def _ordinary_splink(name: str, register: SyntheticRegister, pile: Sequence[Asked]) -> Iterator[Row]:
    """Splink as its documentation begins: names by likeness, birth date, address by edit distance."""
    yield from _timed(f"{name}：Splink のふつうの比較", pile, lambda: _by_splink(register.people, pile))


def _by_splink(people: Sequence[Person], pile: Sequence[Asked]) -> Keys:
    import duckdb
    import pyarrow  # type: ignore[import-untyped]
    import splink.comparison_library as compared
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    database = DuckDBAPI(connection=duckdb.connect(":memory:"))
    tables = [
        database.register(
            pyarrow.Table.from_pylist([_texts(one) for one in some]), dataset_display_name=label
        )
        for label, some in (("people", people), ("others", [one.person for one in pile]))
    ]
    names = [
        compared.NameComparison(one).configure(term_frequency_adjustments=True) for one in ("family", "given")
    ]
    linker = Linker(
        tables,
        SettingsCreator(
            link_type="link_only",
            comparisons=[
                *names,
                compared.DateOfBirthComparison("birth", input_is_string=True),
                compared.LevenshteinAtThresholds("address", [2, 6]),
                compared.ExactMatch("sex"),
            ],
            blocking_rules_to_generate_predictions=[
                block_on("family", "given"), block_on("birth"), block_on("address"),
            ],
            probability_two_random_records_match=0.9 / len(people),
        ),
        log_level=None,
    )  # fmt: skip
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=SEED)
    for block in (block_on("birth"), block_on("family", "given")):
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    table = linker.inference.predict(threshold_match_probability=LIMIT).as_duckdbpyrelation().to_arrow_table()
    best: dict[str, tuple[float, str]] = {}
    columns = [table[one].to_pylist() for one in ("unique_id_l", "unique_id_r", "match_weight")]
    for left, right, weight in zip(*columns, strict=True):
        record, person = (left, right) if left.startswith("?") else (right, left)
        if record not in best or best[record][0] < weight:
            best[record] = (weight, person)
    return {record: person for record, (_, person) in best.items()}


def _texts(person: Person) -> dict[str, str | None]:
    """A record as texts in normal widths, as one who does not read Japanese would prepare it."""
    family, _, given = unicodedata.normalize("NFKC", person.name).strip().partition(" ")
    address = person.municipality_code + _plain(person.address) if person.address else None
    birth = person.birth_date.isoformat() if person.birth_date is not None else None
    return {
        "unique_id": person.key, "family": family or None, "given": given or None, "birth": birth,
        "address": address, "sex": person.sex or None,
    }  # fmt: skip
