"""The Django application of this journey."""

from django.apps import AppConfig


class WaitingConfig(AppConfig):
    """How long it is until one's turn, and what one thought of it."""

    name = "madoguchi.journeys.waiting"
    label = "waiting"
    verbose_name = "待ち時間"
