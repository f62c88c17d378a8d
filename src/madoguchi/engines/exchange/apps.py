"""The Django application of the exchange engine."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """What municipalities send each other."""

    name = "madoguchi.engines.exchange"
    label = "exchange"
    verbose_name = "団体間の送付"
