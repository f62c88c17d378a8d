"""Languages other than Japanese: message catalogs by the Japanese text, whole pages at a time."""

from madoguchi.core.languages.catalogs import CatalogProblem, Message, read_catalog
from madoguchi.core.languages.readings import html_with_readings, with_readings, without_readings
from madoguchi.core.languages.speaking import say, speaking, spoken
from madoguchi.core.languages.texts import JAPANESE, SOURCE, Language, Texts

__all__ = [
    "JAPANESE",
    "SOURCE",
    "CatalogProblem",
    "Language",
    "Message",
    "Texts",
    "html_with_readings",
    "read_catalog",
    "say",
    "speaking",
    "spoken",
    "with_readings",
    "without_readings",
]
