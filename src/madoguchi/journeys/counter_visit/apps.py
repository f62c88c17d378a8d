"""The Django application of the journey at the counter."""

from django.apps import AppConfig


class CounterVisitConfig(AppConfig):
    """Visits at the counter, and the documents that came out of them."""

    name = "madoguchi.journeys.counter_visit"
    label = "counter_visit"
    verbose_name = "来庁"
