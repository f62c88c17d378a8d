"""Several people and jobs at once: nothing is entered twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests.integration.journeys.tax_ledger.samples import (
    HERE,
    changes,
    load_ledger,
    owners_of,
    table,
    take,
    transfer,
)

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.engines.cases.api import Case
from madoguchi.engines.tax_ledger.api import FileKind, LedgerFile, Notice
from madoguchi.engines.tax_ledger.domain.notices import NOTICE_COLUMNS
from madoguchi.journeys.tax_ledger.api import work_off


@pytest.mark.usefixtures("committed_db")
def test_one_file_brought_by_four_people_at_once_and_matched_by_two_jobs_is_entered_once() -> None:
    load_ledger()
    content = table(
        NOTICE_COLUMNS, [transfer("N1"), transfer("N2", lot_number="583", previous_owner_name="磐梯花子")]
    )

    def bring(_: int) -> int:
        try:
            return take(FileKind.NOTICES, content).pk
        finally:
            connection.close()

    def match(_: int) -> None:
        try:
            work_off(Context(HERE, Actor.system("test"), purpose="試験"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(bring, range(4)))) == 1
        list(pool.map(match, range(2)))
    with tenancy.municipality(HERE):
        counted = [model.objects.count() for model in (Notice, Case)]
        assert LedgerFile.objects.filter(kind="notices").count() == 1
    assert counted == [2, 1]
    assert len(changes()) == 2
    assert owners_of("T001") == owners_of("T002") == [("若松 太郎", "")]
