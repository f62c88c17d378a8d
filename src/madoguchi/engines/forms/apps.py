"""The Django application of the forms engine."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """Drafts of residents; everything else of this engine needs no database."""

    name = "madoguchi.engines.forms"
    label = "forms"
    verbose_name = "書きかけの申請"
