"""The Django application of the flows engine."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Flows, where they stand, and the tasks that they bring to desks."""

    name = "madoguchi.engines.flows"
    label = "flows"
    verbose_name = "流れ"
