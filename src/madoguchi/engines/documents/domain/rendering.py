"""From a layout and data to a PDF, with typst.

Compilers are kept: the first use of a layout reads fonts and files, every further one only sets the text.
typst releases Python's lock, so a few threads of our own set several documents at once; each thread keeps a
compiler per layout, for a compiler does one thing at a time.

Data reaches a layout as one JSON text, read from `/data.json`. It is never part of the template, so whatever
people write (typst code, HTML, a backslash) is text. `desk.py` holds it in memory, for each thread by itself.

A layout that asks typst how many pages there are is laid out twice. Nearly every document has one, so a
layout is told so (`pages`: "one"), and is set again with "several" where that was wrong.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import typst

from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.documents.domain.desk import Desk
from madoguchi.engines.documents.domain.requests import DocumentRequest, RenderedDocument
from madoguchi.lib.japanese.text import remove_invisible

FONTS = ("BIZ UDPGothic", "BIZ UDGothic", "IPAmjMincho")
"""The families that the layouts ask for; without them a PDF shows boxes in place of letters."""

_PAGE_COUNT = re.compile(rb"/Type/Pages/Count (\d+)")
"""The number of pages, as typst writes it in clear."""

_LAYOUTS_BELOW = ("common", "documents")
_threads = min(4, os.cpu_count() or 1)
_kept = threading.local()
_seconds: dict[Path, float] = {}
"""How long each layout took the last time, in seconds of the clock."""


class DocumentError(Exception):
    """書類を作れませんでした。"""


class UnknownDocumentError(DocumentError):
    """この書類の様式はパックにありません。packs/common/documents に様式があるか確かめてください。"""


class LayoutBrokenError(DocumentError):
    """書類の様式に誤りがあります。様式（layout.typ）を直してください。入力された内容は失われていません。"""


def render(pack: MunicipalityPack, document_key: str, data: Mapping[str, Any]) -> bytes:
    """One document as PDF. `data` has the shape in README.md; `DocumentRequest.data` is made like that.

    Raises UnknownDocumentError, and LayoutBrokenError with the place in the layout (never with data).
    """
    return _submit(pack, document_key, data).result()


def render_all(pack: MunicipalityPack, requests: Iterable[DocumentRequest]) -> list[RenderedDocument]:
    """Several documents at once, in the order of the requests. Raises as `render` does.

    The longest is begun first: begun last, it would keep one core busy while the others have nothing to do.
    """
    wanted = list(requests)
    longest_first = sorted(
        range(len(wanted)), key=lambda number: -_seconds.get(_template(pack, wanted[number].key), 0.0)
    )
    futures = {number: _submit(pack, wanted[number].key, wanted[number].data) for number in longest_first}
    return [
        RenderedDocument(
            request.key,
            request.title,
            request.file_name,
            request.persons,
            request.procedures,
            futures[number].result(),
        )
        for number, request in enumerate(wanted)
    ]


def warm_up(pack: MunicipalityPack, document_keys: Sequence[str] | None = None) -> None:
    """Read fonts and layouts before the first resident waits for them; errors show at the first real use."""
    for document_key in document_keys or tuple(pack.documents):
        template = _template(pack, document_key)
        for future in [_executor().submit(_at_desk, template) for _ in range(_threads)]:
            future.result()


def missing_fonts() -> list[str]:
    """The font families that this machine lacks; an administrator has to install them."""
    found = set(_fonts().families())
    return [family for family in FONTS if family not in found]


def _submit(pack: MunicipalityPack, document_key: str, data: Mapping[str, Any]) -> Future[bytes]:
    return _executor().submit(_set, _template(pack, document_key), data)


def _template(pack: MunicipalityPack, document_key: str) -> Path:
    definition = pack.documents.get(document_key)
    if definition is None:
        raise UnknownDocumentError(f"書類「{document_key}」: {UnknownDocumentError.__doc__}")
    return Path(definition.template)


def _set(template: Path, data: Mapping[str, Any]) -> bytes:
    began = time.perf_counter()
    pdf = _compile(template, _as_json({**data, "pages": "one"}))
    if _may_have_several_pages(pdf):
        pdf = _compile(template, _as_json({**data, "pages": "several"}))
    _seconds[template] = time.perf_counter() - began
    return pdf


def _may_have_several_pages(pdf: bytes) -> bool:
    """Also where the number cannot be found, or stands there twice because somebody wrote it into a text."""
    return _PAGE_COUNT.findall(pdf) != [b"1"]


def _compile(template: Path, text: str) -> bytes:
    desk, compiler = _at_desk(template)
    try:
        with desk.holding(text):
            pdf = compiler.compile(format="pdf")
    except typst.TypstError as error:
        # The message names places of the layout; the values of the data stand nowhere in it.
        where = f"{template.parent.name}/{template.name}"
        raise LayoutBrokenError(f"{where}: {LayoutBrokenError.__doc__}（{error.message}）") from None
    if not isinstance(pdf, bytes):
        raise LayoutBrokenError(LayoutBrokenError.__doc__)
    return pdf


def _at_desk(template: Path) -> tuple[Desk, typst.Compiler]:
    """The desk of the thread that asks, and its compiler of the layout."""
    desks: dict[Path, Desk] | None = getattr(_kept, "desks", None)
    if desks is None:
        desks, _kept.compilers = {}, {}
        _kept.desks = desks
    compilers: dict[Path, typst.Compiler] = _kept.compilers
    root = _root_of(template)
    if root not in desks:
        desks[root] = Desk(root)
    if template not in compilers:
        entrance = desks[root].entrance(template)
        compilers[template] = typst.Compiler(str(entrance), root=str(desks[root].folder), font_paths=_fonts())
    return desks[root], compilers[template]


def _root_of(template: Path) -> Path:
    """The folder of the packs: layouts import /common/documents/_parts/…."""
    for folder in template.resolve().parents:
        if folder.joinpath(*_LAYOUTS_BELOW, "_parts").is_dir():
            return folder
    return template.resolve().parent


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


@cache
def _executor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=_threads, thread_name_prefix="typst")


def _after_fork() -> None:
    """A forked worker has none of its parent's threads: it starts its own."""
    _executor.cache_clear()


os.register_at_fork(after_in_child=_after_fork)


def _as_json(data: Mapping[str, Any]) -> str:
    """What a layout reads, without characters that no font can show and that JSON or typst would refuse."""
    text = json.dumps(data, ensure_ascii=False, default=dict)
    # Nearly always there is none, and one look at the whole text tells. JSON writes line breaks and other
    # control characters with a backslash; the spaces of Japanese count as not printable in Python.
    if "\\" in text or not text.replace("\u3000", "").isprintable():
        text = json.dumps(_visible(data), ensure_ascii=False)
    return text


def _visible(value: Any) -> Any:
    if isinstance(value, str):
        return remove_invisible(value.replace("\n", " "))
    if isinstance(value, Mapping):
        return {str(key): _visible(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_visible(entry) for entry in value]
    return value
