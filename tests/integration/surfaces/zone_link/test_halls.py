"""The states of the halls over real TLS."""

from __future__ import annotations

import pytest
from tests.integration.engines.mailbox.samples import HERE, NEIGHBOUR
from tests.integration.engines.reception.hall import HALL, TUESDAY, take

from madoguchi.engines.courier.link import Link
from madoguchi.engines.reception import api as reception
from madoguchi.journeys.waiting import api as waiting
from madoguchi.journeys.waiting import publishing


def test_the_office_brings_the_states_of_its_own_halls_only(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "open_link", lambda **_: link)
    ticket = take()
    state = reception.hall_state(HERE, HALL, TUESDAY).to_payload()
    line = waiting.Line()
    line.put({(HERE, HALL): waiting.NewState(state)})
    kept = reception.published_hall(HERE, HALL)
    assert kept is not None
    assert kept.payload["tickets"][reception.follow_digest(ticket.follow)]["number"] == ticket.number
    refused = line.put({(NEIGHBOUR, HALL): waiting.NewState(state), (HERE, HALL): waiting.NewState(state)})
    assert list(refused) == [(NEIGHBOUR, HALL)]
    assert "開けません" in refused[NEIGHBOUR, HALL]
    with pytest.raises(waiting.LinkError, match="形が違います"):
        link.ask(HERE, publishing.WHAT, b"{}")
    line.put({(HERE, HALL): waiting.NewState(state)})
