"""What visitors think comes over the link, once."""

from __future__ import annotations

import pytest
from tests.integration.engines.reception.hall import CODE, HALL, KIOSK, at, take

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.engines.courier import api as courier
from madoguchi.engines.reception import api as reception
from madoguchi.journeys.waiting import api as waiting

pytestmark = pytest.mark.usefixtures("keys")


def test_answers_are_fetched_and_what_is_no_question_is_refused(link: courier.Link) -> None:
    ticket = take("my_number")
    given = reception.NewRating(HALL, "5", "ありがとう", ticket.follow)
    run(reception.RateVisit(), at(30, KIOSK), given)
    assert waiting.fetch_ratings(CODE, link) == 1
    assert waiting.fetch_ratings(CODE, link) == 0
    with tenancy.municipality(CODE):
        # Both ends lie in one database here, and the public end forgets what the office has had for days.
        assert not reception.Rating.objects.exists()
    for wrong in (b"{}", b"[", b'{"settled": 3}'):
        with pytest.raises(courier.LinkError, match="形が違います"):
            link.ask(CODE, "ratings", wrong)
