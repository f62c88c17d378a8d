"""The navigator as a Django app; it has no models."""

from django.apps import AppConfig


class NavigatorConfig(AppConfig):
    """The navigator keeps nothing: plans are made from facts whenever they are needed."""

    name = "madoguchi.engines.navigator"
    label = "navigator"
