"""The fictional ledger of the demo: made once, most of it entered by itself."""

from __future__ import annotations

import pytest
from tests.integration.journeys.tax_ledger.samples import HERE

from madoguchi.core import tenancy
from madoguchi.engines.tax_ledger.api import Notice, NoticeState
from madoguchi_testing.ledgers.demo import demo_ledger


@pytest.mark.django_db
def test_the_demo_has_entries_and_something_left_to_decide() -> None:
    assert demo_ledger(HERE) > 40
    with tenancy.municipality(HERE):
        states = list(Notice.objects.values_list("status", "reason"))
    by_state = {state: sum(one == state.value for one, _ in states) for state in NoticeState}
    assert by_state[NoticeState.RECEIVED] == 0
    assert by_state[NoticeState.ENTERED] > len(states) * 0.6, [one for one in states if one[0] != "entered"]
    assert by_state[NoticeState.WAITING] > 0
    assert demo_ledger(HERE) == 0
