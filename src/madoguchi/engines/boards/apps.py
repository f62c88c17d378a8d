"""The Django application of the boards engine."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """Boards, their sittings and decisions."""

    name = "madoguchi.engines.boards"
    label = "boards"
    verbose_name = "審査会"
