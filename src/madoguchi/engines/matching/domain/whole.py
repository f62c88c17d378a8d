"""Whole registers at once, with Splink on DuckDB: duplicates in one, or the people of one in another.

Splink is given our prepared columns and our levels in SQL, so that its comparison vectors are our levels and
its m and u our `Weights`. It finds the pairs and their levels; pairs that remain are compared once more by
`deciding`, so that evidence and verdict are those of one record. A test holds SQL and Python together.

Source: Linacre and others, Splink: Free software for probabilistic record linkage at scale, IJPDS 7(3), 2022.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from madoguchi.engines.matching.domain.comparing import compare, one_off
from madoguchi.engines.matching.domain.deciding import Scored, decide, frequency_key, weight_of
from madoguchi.engines.matching.domain.levels import LEVELS, MISSING
from madoguchi.engines.matching.domain.levels_in_sql import (
    BLOCKS,
    LEVELS_IN_SQL,
    TRAINING_BLOCKS,
    columns_of,
)
from madoguchi.engines.matching.domain.model import Answer, Field, Match, Person, Verdict
from madoguchi.engines.matching.domain.preparing import Prepared, Preparer
from madoguchi.engines.matching.domain.weights import (
    LEAST,
    LEAST_M,
    Share,
    Weights,
    commonness_of,
    default_weights,
)

RANDOM_PAIRS = 2e6
TWICE = 0.001
"""How many of a register stand in it twice, beforehand: far fewer than records are of somebody known."""
MOST_BY_FREQUENCY = 14.0
"""Bits that a rare name may add, and one house: Splink gives back pairs that lie so far below the line."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two records of one register that may be one person. `verdict` is never NONE."""

    left: str
    right: str
    match: Match
    verdict: Verdict


class Whole:
    """One register, or two, in a DuckDB of its own; prepared once, asked for pairs or for weights.

    With `others` the people of `others` are looked up in `people`; without, `people` among themselves. Keys
    have to be different within each. Nothing is written to a disk.
    """

    def __init__(
        self,
        people: Iterable[Person],
        others: Iterable[Person] | None = None,
        *,
        weights: Weights | None = None,
        preparer: Preparer | None = None,
    ) -> None:
        people = list(people)
        self.preparer = preparer or Preparer()
        self.preparer.meet(people)
        self.people = self._prepared(people)
        self.others = None if others is None else self._prepared(others)
        own = commonness_of(self.people)
        self.weights = (weights or default_weights()).with_commonness(own)

    def duplicates(self) -> list[Duplicate]:
        """Pairs of the register that are one person, surely or perhaps; the surest first."""
        weights = self.weights.with_limits(replace(self.weights.limits, known=TWICE))
        found = []
        for one, other in self._pairs(weights):
            left, right = self.people[one], self.people[other]
            answer = self._answer(left, [right], weights)
            if answer.best is not None:
                found.append(Duplicate(left.key, right.key, answer.best, answer.verdict))
        return sorted(found, key=lambda pair: (-pair.match.weight, pair.left, pair.right))

    def answers(self) -> Iterator[tuple[str, Answer]]:
        """The answer for each of `others`, by key: that of `Register.answer` for these candidates."""
        candidates: dict[int, list[Prepared]] = defaultdict(list)
        for one, other in self._pairs(self.weights):
            candidates[other].append(self.people[one])
        for row, person in enumerate(self.others or ()):
            yield person.key, self._answer(person, candidates.get(row, []), self.weights)

    def levels_of_all_pairs(self) -> dict[tuple[int, int], dict[Field, str]]:
        """The levels that Splink finds for every pair of a small register; for checking its conditions."""
        table = self._predicted(["1=1"], None, self.weights.limits.known)
        columns = {field: table[f"gamma_{field.value}"].to_pylist() for field in LEVELS_IN_SQL}
        pairs = zip(table["unique_id_l"].to_pylist(), table["unique_id_r"].to_pylist(), strict=True)
        return {
            pair: {
                field: MISSING if gammas[place] < 0 else LEVELS[field][-1 - gammas[place]].key
                for field, gammas in columns.items()
            }
            for place, pair in enumerate(pairs)
        }

    def learn(self, *, seed: int = 1, made: str = "", random_pairs: float = RANDOM_PAIRS) -> Weights:
        """Weights with m and u as Splink estimates them from these registers, without labels.

        How given names fall in one house stays as it was in the weights given: Splink has no word for it.
        """
        linker = self._linker(BLOCKS, self.weights.limits.known)
        training = linker.training
        training.estimate_u_using_random_sampling(max_pairs=random_pairs, seed=seed)
        for block in TRAINING_BLOCKS:
            training.estimate_parameters_using_expectation_maximisation(block)
        shares = _shares_of(linker.misc.save_model_to_json(), self.weights)
        return replace(self.weights, shares=shares, made=made)

    def _prepared(self, people: Iterable[Person]) -> list[Prepared]:
        prepared = map(self.preparer.person, people)
        return [one for one in prepared if not one.is_corporate]

    def _answer(self, left: Prepared, right: Sequence[Prepared], weights: Weights) -> Answer:
        scored = []
        for one in right:
            levels = compare(left, one)
            scored.append(Scored(weight_of(left, one, levels, weights), one, levels))
        return decide(left, scored, weights, len(self.people))

    def _pairs(self, weights: Weights) -> Iterator[tuple[int, int]]:
        """Rows of the pairs that may be one person: of `people`, and of the other."""
        limits, among = weights.limits, len(self.people)
        if not among or (self.others is None and among < 2) or self.others == []:
            return
        human = log2(limits.human / (1 - limits.human))
        prior = log2(limits.known / (1 - limits.known) / among)
        table = self._predicted(BLOCKS, human - MOST_BY_FREQUENCY, limits.known)
        left, right = table["unique_id_l"].to_numpy(), table["unique_id_r"].to_numpy()
        if self.others is not None:
            turned = table["source_dataset_l"].to_numpy(zero_copy_only=False) != "people"
            left, right = np.where(turned, right, left), np.where(turned, left, right)
        gammas = {field: table[f"gamma_{field.value}"].to_numpy() for field in LEVELS_IN_SQL}
        keep = self._bits_of(gammas, left) + prior >= human
        yield from zip(left[keep].tolist(), right[keep].tolist(), strict=True)

    def _predicted(self, blocks: Sequence[str], threshold: float | None, known: float) -> Any:
        """Splink's pairs with the levels of each field, as a table of Arrow."""
        predicted = self._linker(blocks, known).inference.predict(threshold_match_weight=threshold)
        wanted = [f"gamma_{field.value}" for field in LEVELS_IN_SQL] + ["unique_id_l", "unique_id_r"]
        wanted += [] if self.others is None else ["source_dataset_l"]
        return predicted.as_duckdbpyrelation().select(*wanted).to_arrow_table()

    def _bits_of(self, gammas: Mapping[Field, NDArray[Any]], rows: NDArray[Any]) -> NDArray[np.float64]:
        """The bits of pairs by their levels in Splink, as `deciding.weight_of`; gammas count downwards."""
        total = np.zeros(len(rows))
        home = gammas[Field.ADDRESS] == len(LEVELS[Field.ADDRESS]) - 1
        for field, gamma in gammas.items():
            levels = LEVELS[field][::-1]
            bits = np.asarray([*(self.weights.bits[field][one.key] for one in levels), 0.0])[gamma]
            common = self.weights.commonness.get(field)
            if common is not None:
                counted = np.asarray([*(one.by_frequency for one in levels), False])[gamma]
                of_row = np.asarray([common.bits(frequency_key(field, one)) for one in self.people])
                bits = bits + np.where(counted, of_row[rows], 0.0)
            if field is Field.GIVEN and self.weights.at_home:
                at_home = [*(self.weights.bits_at_home[one.key] for one in levels), 0.0]
                bits = np.where(home, np.asarray(at_home)[gamma], bits)
            total += bits
        return total

    def _linker(self, blocks: Sequence[str], known: float) -> Any:
        import duckdb
        from splink import DuckDBAPI, Linker, SettingsCreator
        from splink.blocking_rule_library import CustomRule

        # What it says of levels that the data never show is to be expected; the guess stands for those.
        logging.getLogger("splink").setLevel(logging.ERROR)
        connection = duckdb.connect(":memory:")
        connection.create_function(
            "one_off", lru_cache(maxsize=1_000_000)(one_off), ["VARCHAR", "VARCHAR", "BIGINT"], "BOOLEAN"
        )
        database = DuckDBAPI(connection=connection)
        tables = {"people": self.people} | ({} if self.others is None else {"others": self.others})
        registered = [
            database.register(_table(people), dataset_display_name=name) for name, people in tables.items()
        ]
        settings = SettingsCreator(
            link_type="dedupe_only" if self.others is None else "link_only",
            comparisons=[_comparison(field, self.weights) for field in LEVELS_IN_SQL],
            blocking_rules_to_generate_predictions=[CustomRule(one) for one in blocks],
            probability_two_random_records_match=min(known / (1 - known) / max(len(self.people), 2), 0.5),
            retain_matching_columns=True,  # the levels are given back with them, and only so
        )
        return Linker(registered, settings, log_level=None)


def _table(people: Sequence[Prepared]) -> Any:
    """The columns of everybody, with their types even where nobody has a value."""
    import pyarrow  # type: ignore[import-untyped]

    kinds = {list: pyarrow.list_(pyarrow.string()), bool: pyarrow.bool_(), int: pyarrow.int64()}
    example = columns_of(Preparer().person(Person("")), 0)
    schema = pyarrow.schema(
        (name, kinds.get(type(value), pyarrow.string())) for name, value in example.items()
    )
    rows = [columns_of(one, row) for row, one in enumerate(people)]
    return pyarrow.Table.from_pylist(rows, schema=schema)


def _comparison(field: Field, weights: Weights) -> Any:
    """A field as a comparison of Splink, with our shares to begin with."""
    from splink.comparison_level_library import CustomLevel, ElseLevel
    from splink.comparison_library import CustomComparison

    conditions = LEVELS_IN_SQL[field]
    missing = conditions[MISSING]
    if field is Field.FAMILY:
        # People of one house share the name with the house: it is counted there, and once.
        missing = f"({missing}) OR ({LEVELS_IN_SQL[Field.ADDRESS]['home']})"
    made: list[Any] = [CustomLevel(missing, label_for_charts=MISSING).configure(is_null_level=True)]
    for level in LEVELS[field]:
        share = weights.shares[field][level.key]
        condition = conditions[level.key]
        one = ElseLevel() if condition == "ELSE" else CustomLevel(condition)
        made.append(
            one.configure(
                label_for_charts=level.key,
                m_probability=max(share.m, LEAST),
                u_probability=max(share.u, LEAST),
            )
        )
    return CustomComparison(made, output_column_name=field.value)


def _shares_of(model: Mapping[str, Any], weights: Weights) -> dict[Field, dict[str, Share]]:
    """M and u out of a model of Splink, by the labels of its levels; what it did not see stays."""
    shares = {field: dict(of_field) for field, of_field in weights.shares.items()}
    for comparison in model["comparisons"]:
        of_field = shares[Field(comparison["output_column_name"])]
        for level in comparison["comparison_levels"]:
            key = level["label_for_charts"]
            if key in of_field:
                before = of_field[key]
                of_field[key] = Share(
                    max(level.get("m_probability") or before.m, LEAST_M),
                    max(level.get("u_probability") or before.u, LEAST),
                )
    return shares
