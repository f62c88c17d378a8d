"""Jobs as the outbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from madoguchi.core import jobs

done: list[str] = []


@jobs.app.task(name="tests.note")
def note(word: str) -> None:
    done.append(word)
    if word == "first":
        note.defer(word="second")


@pytest.fixture(autouse=True)
def nothing_done_yet() -> Iterator[None]:
    done.clear()
    yield
    done.clear()


def test_a_job_and_what_it_defers_run_until_nothing_is_left(committed_db: None) -> None:
    note.defer(word="first")
    assert jobs.run_jobs_until_idle() == 2
    assert done == ["first", "second"]
    assert jobs.run_jobs_until_idle() == 0


def test_a_job_deferred_in_a_transaction_that_is_undone_never_runs(committed_db: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        note.defer(word="lost")
        raise RuntimeError
    assert jobs.run_jobs_until_idle() == 0
    assert done == []
