"""Every model says how sensitive it is, and every municipality's data lies behind row security."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from madoguchi.core.tenancy.models import TenantModel
from madoguchi.core.tenancy.row_security import POLICY
from madoguchi.core.vocabulary import Sensitivity

OUR_MODELS = [model for model in apps.get_models() if model.__module__.startswith("madoguchi.")]
NOT_OF_ONE_MUNICIPALITY: set[str] = set()
"""Labels of models whose rows belong to no municipality, each with a reason in a comment."""
READ_BY_ALL = {
    "effects.SharedWork",  # the region compares working times: sums that each municipality shares on purpose
}
"""Labels of models that every municipality reads and only its own municipality writes."""


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_a_model_declares_its_sensitivity(model: type[models.Model]) -> None:
    declared = getattr(model, "sensitivity", None)
    assert isinstance(declared, Sensitivity), f"{model._meta.label}: add `sensitivity = Sensitivity.…`"


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
@pytest.mark.django_db
def test_a_model_lies_behind_row_security(model: type[models.Model]) -> None:
    label = model._meta.label
    if label in NOT_OF_ONE_MUNICIPALITY:
        return
    assert issubclass(model, TenantModel) or label in READ_BY_ALL, f"{label}: inherit from TenantModel"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity, (SELECT count(*) FROM pg_policy"
            " WHERE polrelid = pg_class.oid AND polname = %s) FROM pg_class WHERE oid = %s::regclass",
            [POLICY, model._meta.db_table],
        )
        found = cursor.fetchone()
    app, name = label.split(".")
    assert found == (True, True, 1), f'{label}: its migration lacks EnableRowSecurity("{app}", "{name}")'


@pytest.mark.django_db
def test_no_model_waits_for_a_migration() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
