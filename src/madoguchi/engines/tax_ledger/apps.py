"""The Django application of the property tax ledger."""

from django.apps import AppConfig


class TaxLedgerConfig(AppConfig):
    """The ledger and its history."""

    name = "madoguchi.engines.tax_ledger"
    label = "tax_ledger"
    verbose_name = "課税台帳"
