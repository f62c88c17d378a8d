"""The Django application of this journey."""

from django.apps import AppConfig


class TaxLedgerJourneyConfig(AppConfig):
    """What joins ledger, matching, flows and hand-over."""

    name = "madoguchi.journeys.tax_ledger"
    label = "tax_ledger_journey"
    verbose_name = "課税台帳整備"

    def ready(self) -> None:
        """Listen."""
        from madoguchi.journeys.tax_ledger import in_flows, listening, reviewing  # noqa: F401 - register
