"""The Django application of the journey that fills in what the register knows."""

from django.apps import AppConfig


class PrefillConfig(AppConfig):
    """Requests of residents who signed in with a card, and the office's answers. It keeps no table."""

    name = "madoguchi.journeys.prefill"
    label = "prefill"
    verbose_name = "登録内容の呼び出し"

    def ready(self) -> None:
        """The office takes the requests of its box."""
        from madoguchi.journeys.prefill import office  # noqa: F401
