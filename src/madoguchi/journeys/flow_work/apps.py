"""The Django application of the journey of flows."""

from django.apps import AppConfig


class FlowWorkConfig(AppConfig):
    """What joins cases and flows."""

    name = "madoguchi.journeys.flow_work"
    label = "flow_work"
    verbose_name = "案件の流れ"

    def ready(self) -> None:
        """Flows learn of cases, and cases of flows."""
        from madoguchi.engines.flows.api import register_world
        from madoguchi.journeys.flow_work import listening, services, waits, working_time  # noqa: F401 - register
        from madoguchi.journeys.flow_work.world import CASE, Cases

        register_world(CASE, Cases())
