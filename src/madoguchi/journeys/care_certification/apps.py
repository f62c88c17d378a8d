"""The Django application of the journey of 要介護認定."""

from django.apps import AppConfig


class CareCertificationConfig(AppConfig):
    """What joins cases with their surveys and opinions."""

    name = "madoguchi.journeys.care_certification"
    label = "care_certification"
    verbose_name = "要介護認定"

    def ready(self) -> None:
        """Surveys and opinions learn of cases, and cases of them."""
        from madoguchi.journeys.care_certification import holding, in_flows, listening  # noqa: F401 - subscribe
