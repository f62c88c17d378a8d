"""Languages other than Japanese: message catalogs by the Japanese text, whole pages at a time."""

from madoguchi.core.languages.amounts import (
    in_brackets,
    in_japanese_era,
    say_amount,
    say_date,
    say_date_for_counter,
    say_date_on_paper,
    say_day,
    say_era,
    say_list,
    say_money,
    say_sentences,
    say_short_date,
)
from madoguchi.core.languages.catalogs import CatalogProblem, Message, read_catalog, source_of
from madoguchi.core.languages.mistakes import Mistake, say_error, say_mistake
from madoguchi.core.languages.readings import (
    html_with_readings,
    readings_in_brackets,
    with_readings,
    without_readings,
)
from madoguchi.core.languages.speaking import say, speaking, speaking_japanese, spoken, translatable
from madoguchi.core.languages.texts import COUNT, JAPANESE, SOURCE, Language, Texts

__all__ = [
    "COUNT",
    "JAPANESE",
    "SOURCE",
    "CatalogProblem",
    "Language",
    "Message",
    "Mistake",
    "Texts",
    "html_with_readings",
    "in_brackets",
    "in_japanese_era",
    "read_catalog",
    "readings_in_brackets",
    "say",
    "say_amount",
    "say_date",
    "say_date_for_counter",
    "say_date_on_paper",
    "say_day",
    "say_era",
    "say_error",
    "say_list",
    "say_mistake",
    "say_money",
    "say_sentences",
    "say_short_date",
    "source_of",
    "speaking",
    "speaking_japanese",
    "spoken",
    "translatable",
    "with_readings",
    "without_readings",
]
