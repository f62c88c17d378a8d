"""The Django application of the documents engine."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """No tables: a document is made from data and given back as bytes."""

    name = "madoguchi.engines.documents"
    label = "documents"
    verbose_name = "書類"
