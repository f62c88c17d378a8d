"""Reading within a municipality that is set already costs no statement of its own."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.core import tenancy
from madoguchi.core.tenancy import InvalidMunicipalityCodeError

HERE, NEIGHBOUR = "072028", "072087"
pytestmark = pytest.mark.django_db


def test_within_the_same_municipality_nothing_is_asked() -> None:
    with tenancy.municipality(HERE), CaptureQueriesContext(connection) as asked:
        with tenancy.reading(HERE):
            assert tenancy.current_municipality() == HERE
        assert len(asked) == 0


def test_alone_and_within_another_one_it_is_the_municipality() -> None:
    with tenancy.reading(HERE):
        assert tenancy.current_municipality() == HERE
        with tenancy.reading(NEIGHBOUR):
            assert tenancy.current_municipality() == NEIGHBOUR
        assert tenancy.current_municipality() == HERE
    assert tenancy.current_municipality() is None


def test_a_wrong_code_is_refused() -> None:
    with pytest.raises(InvalidMunicipalityCodeError), tenancy.reading("07202"):
        pass
