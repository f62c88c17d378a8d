"""The same sending from several connections at the same moment."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

from django.db import connection
from tests.integration.engines.assessments.people import HERE, an_office, every_answer, ordered, sent, taken

from madoguchi.core import tenancy
from madoguchi.engines.assessments.api import Survey
from madoguchi.engines.assessments.models import SurveySync, TabletCopy


def test_the_same_sending_at_the_same_moment_is_taken_once(committed_db: None) -> None:
    office = an_office()
    survey, tablet, key = ordered(office), uuid4(), uuid4()
    taken(survey, office.surveyor, tablet)
    outcomes: list[dict[str, Any]] = []

    def send() -> None:
        try:
            outcomes.append(sent(survey, office.surveyor, tablet, every_answer(), key=key, complete=True))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome["again"] for outcome in outcomes) == [False, True, True]
    with tenancy.municipality(HERE):
        assert (SurveySync.objects.count(), TabletCopy.objects.count()) == (1, 1)
        assert Survey.objects.get(uuid=survey.uuid).version == 2
