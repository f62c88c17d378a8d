"""Every Japanese text that the residents' pages say of themselves, page by page, for translators.

The texts of the packs are told by `core.packs.texts_of_event`. These stand in templates and in Python, here
and in the layers below, as arguments of `say(…)` and `translatable(…)` and of the errors of dates and postal
codes, and as docstrings of errors. A language is offered when all of them are translated into it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import madoguchi
from madoguchi.core.languages import Texts

KEYWORDS = ("say", "translatable", "DateError", "PostalCodeError")
"""The calls whose first argument is a text to translate."""

_LITERAL = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_CALL = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})\(\s*({_LITERAL}(?:\s*{_LITERAL})*)")
"""Such a call and its text; a long text is several literals one after the other."""

_PRODUCT = Path(madoguchi.__file__).parent
_SITE = _PRODUCT / "surfaces" / "resident_web"
_TEMPLATES = _SITE / "jinja2" / "resident_web"

_BELOW = {
    "core/languages": "every_page",
    "core/vocabulary": "people",
    "core/conditions": "plan",
    "engines/navigator": "plan",
    "engines/forms": "mistakes",
    "engines/reception": "waiting",
    "journeys/appointments": "booking",
    "journeys/online_application": "online",
    "journeys/pre_application": "mistakes",
    "journeys/visiting": "visiting",
    "journeys/waiting": "waiting",
    "lib/japanese": "mistakes",
}
"""What residents read of the layers below, and on which page of the interface it is translated."""

_ERRORS = {
    "engines/booking/errors.py": ("BookingError", "booking"),
    "engines/forms/files.py": ("DraftFilesError", "online"),
    "engines/mailbox/domain/boxes.py": ("MailboxError", "online"),
    "journeys/appointments/errors.py": ("AppointmentError", "booking"),
    "journeys/online_application/public/errors.py": ("OnlineApplicationError", "online"),
    "journeys/prefill/domain/errors.py": ("PrefillError", "prefill"),
    "lib/attachments.py": ("AttachmentRefusedError", "online"),
    "lib/japanese/dates.py": ("DateError", "mistakes"),
    "lib/japanese/postal.py": ("PostalCodeError", "mistakes"),
    "lib/jpki/errors.py": ("JpkiError", "online"),
}
"""Errors whose docstring residents read, and so of those derived from them there, each with its page."""

_PAGES = {
    "every_page": (
        "base",
        "frame",
        "components",
        "site",
        "templating",
        "steps",
        "language",
        "guard",
        "telephone",
    ),
    "first_pages": ("municipalities", "home", "help", "start", "places", "tiles", "tile_groups", "expired"),
    "faqs": ("faq_list",),
    "search": ("search_box", "procedure_link", "last_search"),
    "procedure": ("procedures", "place_head", "things", "way_out", "shared_list", "discretion"),
    "question": ("questions", "question_top", "question_why", "aside_plan", "or_unsure", "unsure"),
    "people": ("people_count", "persons"),
    "plan": ("procedure_card", "answers", "not_needed"),
    "fill": ("choose", "field", "fields", "date_inputs", "filling", "review", "typed"),
    "code": ("discard", "discarded"),
    "prefill": (
        "prefill_offer",
        "prefill_card",
        "prefill_waiting",
        "prefill_ended",
        "prefill_answer",
    ),
    "booking": ("booking", "booking_days", "booker_form", "choosing", "reservations", "waiting_list"),
    "online": ("online", "card_status", "status", "uploading"),
    "waiting": ("waiting_phone", "waiting_embed", "waiting_hall", "usual_day", "waiting_now"),
    "mistakes": ("error", "errors"),
}
"""Pages that are translated together, by the names of their templates (or the folder around them) and
modules; others stand alone."""

_PAGE_OF = {name: page for page, names in _PAGES.items() for name in names}


@dataclass(frozen=True, slots=True)
class InterfacePage:
    """The texts of the interface that are translated together; `key` names their file."""

    key: str
    texts: tuple[str, ...]


@lru_cache(maxsize=1)
def interface_pages() -> tuple[InterfacePage, ...]:
    """All pages of the interface in a steady order. A text stands on the first page that says it."""
    found: dict[str, list[str]] = {page: [] for page in _PAGES}
    told: set[str] = set()
    for page, text in _texts():
        if text not in told:
            told.add(text)
            found.setdefault(page, []).append(text)
    return tuple(InterfacePage(key, tuple(texts)) for key, texts in found.items() if texts)


@lru_cache(maxsize=1)
def interface_texts() -> tuple[str, ...]:
    """All texts of the interface, each once."""
    return tuple(text for page in interface_pages() for text in page.texts)


@lru_cache(maxsize=64)
def is_whole(texts: Texts) -> bool:
    """Whether the interface can speak this language without falling back to Japanese anywhere."""
    return not texts.missing(interface_texts())


def sources() -> Iterator[tuple[str, Path]]:
    """The files in which the interface's texts stand, each with its page."""
    for template in sorted(_TEMPLATES.rglob("*.html")):
        folder = template.parent.name
        yield folder if folder in _PAGES else _PAGE_OF.get(template.stem, template.stem), template
    for module in sorted(_SITE.rglob("*.py")):
        yield _PAGE_OF.get(module.stem, module.stem), module
    for folder, page in _BELOW.items():
        for module in sorted((_PRODUCT / folder).rglob("*.py")):
            yield page, module


def texts_in(file: Path) -> Iterator[str]:
    """The texts that one template or module says.

    A tenth of the time in which Babel reads both as programs; the tests hold the two together.
    """
    for literals in _CALL.findall(file.read_text(encoding="utf-8")):
        yield ast.literal_eval(f"({literals})")


def _texts() -> Iterator[tuple[str, str]]:
    for page, file in sources():
        for text in texts_in(file):
            yield page, text
    for module, (error, page) in _ERRORS.items():
        for message in _messages_of(_PRODUCT / module, error):
            yield page, message


def _messages_of(file: Path, error: str) -> Iterator[str]:
    """The docstrings of an error and its kinds. Read and not imported: packs are checked without Django."""
    known = {error}
    for one in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(one, ast.ClassDef) and known & {one.name, *map(ast.unparse, one.bases)}:
            known.add(one.name)
            yield str(ast.get_docstring(one))
