"""What happened to a ticket cannot be written otherwise, and two tickets never share a number or a desk."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from madoguchi.core import tenancy
from madoguchi.engines.reception import api

from .hall import CODE, call, open_desk, take

pytestmark = pytest.mark.django_db


def test_the_history_is_neither_changed_nor_deleted() -> None:
    take()
    with tenancy.municipality(CODE):
        for attempt in (
            lambda: api.TicketEvent.objects.update(kind="finished"),
            lambda: api.TicketEvent.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                attempt()
        assert api.TicketEvent.objects.count() == 1


def test_the_database_itself_knows_that_a_number_is_given_once() -> None:
    first, second = take(), take()
    with tenancy.municipality(CODE):
        for field, value in (
            ("number", first.number),
            ("sequence", first.sequence),
            ("follow", first.follow),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                api.Ticket.objects.filter(pk=second.pk).update(**{field: value})


def test_the_database_itself_knows_that_a_desk_has_one_person() -> None:
    open_desk()
    take(), take()
    call(minutes=1)
    with tenancy.municipality(CODE), pytest.raises(IntegrityError), transaction.atomic():
        api.Ticket.objects.filter(status="waiting").update(status="called", desk="1")
