"""What a decision depends on."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.matching.domain.records import Record, RecordField, pair_of
from madoguchi.engines.matching.domain.states import PairVerdict, ReviewOutcome, ReviewStatus, standing

NAME = RecordField("name", "氏名", "会津 十三蔵")
DAY = RecordField("day", "届いた日", "令和6年3月29日", counts=False)
WRITTEN = Record("", "会津 十三蔵", (NAME, DAY))


def test_a_decision_depends_on_what_counts_and_on_nothing_else() -> None:
    later = replace(WRITTEN, title="", fields=(replace(DAY, text="令和7年1月1日"), NAME))
    assert later.fingerprint == WRITTEN.fingerprint
    renamed = replace(WRITTEN, fields=(replace(NAME, text="会津 十四蔵"), DAY))
    assert renamed.fingerprint != WRITTEN.fingerprint


def test_two_records_of_the_register_that_say_the_same_stay_two() -> None:
    assert replace(WRITTEN, key="resident:1").fingerprint != replace(WRITTEN, key="resident:2").fingerprint


def test_a_pair_is_the_same_whoever_asks_but_not_for_another_question() -> None:
    other = replace(WRITTEN, key="resident:1")
    assert pair_of("owner", WRITTEN, other) == pair_of("owner", other, WRITTEN)
    assert pair_of("owner", WRITTEN, other) != pair_of("duplicate", WRITTEN, other)


@given(
    st.builds(
        Record,
        st.text(max_size=10),
        st.text(max_size=10),
        st.lists(st.builds(RecordField, st.text(max_size=5), st.text(max_size=5), st.text(max_size=10))).map(
            tuple
        ),
    )
)
def test_a_record_comes_back_as_it_was_stored(record: Record) -> None:
    again = Record.from_json(record.as_json())
    assert (again, again.fingerprint) == (record, record.fingerprint)


@given(st.lists(st.sampled_from(["", *(one.value for one in PairVerdict)]), min_size=1))
def test_a_review_is_settled_by_one_same_or_by_all_different(verdicts: list[str]) -> None:
    status, outcome = standing(verdicts)
    assert (outcome is ReviewOutcome.SAME) == ("same" in verdicts)
    assert (outcome is ReviewOutcome.NONE) == (set(verdicts) == {"different"})
    assert status.is_open == (outcome is None)
    assert (status is ReviewStatus.LATER) == (outcome is None and "unsure" in verdicts)
