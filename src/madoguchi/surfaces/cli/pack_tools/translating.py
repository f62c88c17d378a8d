"""`packs translations`: what is missing in each language, what is older than its Japanese."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from madoguchi.core.languages import SOURCE, Language
from madoguchi.core.packs import PackErrors, Packs, load_packs, texts_of_event
from madoguchi.engines.navigator.api import procedures_of_event
from madoguchi.lib.files import write_whole
from madoguchi.surfaces.cli.pack_tools.checking import tell_problems

COMMON = "common"
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural}\\n"

"""


@dataclass(frozen=True, slots=True)
class Page:
    """The texts that are translated together: those of one life event that belong to one folder of packs.

    `folder` is `common`, or the region whose municipalities alone say them.
    """

    folder: str
    event: str
    texts: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """Below `<folder>/languages/<language>/`."""
        return f"events/{self.event}.po"


@dataclass(frozen=True, slots=True)
class State:
    """How far a page is translated into a language."""

    language: Language
    page: Page
    missing: tuple[str, ...]


def pages_of(packs: Packs) -> tuple[Page, ...]:
    """The pages of all events. A text stands in the first event that says it."""
    regions = {code: region.key for region in packs.regions.values() for code in region.municipalities}
    here = {code: packs.for_municipality(code) for code in packs.municipalities}
    told: set[str] = set()
    pages: list[Page] = []
    for event in packs.events.values():
        of: dict[str, tuple[str, ...]] = {
            code: texts_of_event(pack, event, procedures_of_event(pack, event.key))
            for code, pack in here.items()
        }
        everywhere = set.intersection(*map(set, of.values())) if of else set()
        by_folder: dict[str, list[str]] = {}
        for code, texts in of.items():
            for text in texts:
                if text not in told:
                    told.add(text)
                    folder = COMMON if text in everywhere else regions.get(code, COMMON)
                    by_folder.setdefault(folder, []).append(text)
        pages += [Page(folder, event.key, tuple(texts)) for folder, texts in by_folder.items()]
    return tuple(pages)


def states_of(packs: Packs, pages: Iterable[Page]) -> tuple[State, ...]:
    """Every page in every language but Japanese."""
    languages = [language for language in packs.languages if language.code != SOURCE]
    return tuple(
        State(language, page, packs.texts(language.code).missing(page.texts))
        for page in pages
        for language in languages
    )


def tell_translations(folder: Path, arguments: argparse.Namespace) -> int:
    """Lists, or with `--write` prepares the files. 1 where something is missing or the packs are wrong."""
    try:
        packs = load_packs(folder)
    except PackErrors as errors:
        return tell_problems(errors, as_json=arguments.json)
    states = [
        state
        for state in states_of(packs, pages_of(packs))
        if (not arguments.language or state.language.code == arguments.language)
        and (not arguments.event or state.page.event == arguments.event)
    ]
    if not states:
        print("当てはまることばやできごとがありません。--language と --event を確かめてください。")
        return 1
    if arguments.write:
        for state in states:
            _write(folder, state)
    if arguments.json:
        _tell_json(states)
    else:
        _tell(states, packs)
    return 1 if any(state.missing for state in states) else 0


def _tell(states: list[State], packs: Packs) -> None:
    for language in dict.fromkeys(state.language.code for state in states):
        mine = [state for state in states if state.language.code == language]
        missing = sum(len(state.missing) for state in mine)
        total = sum(len(state.page.texts) for state in mine)
        print(f"■ {language}: {total}文のうち、訳のない文が{missing}")
        for state in mine:
            if state.missing:
                label = packs.events[state.page.event].label
                where = f"{state.page.folder}/languages/{language}/{state.page.file_name}"
                print(f"  {label}: {len(state.missing)}/{len(state.page.texts)}　{where}")
        old = packs.texts(language).superfluous(text for state in states for text in state.page.texts)
        if old and len(mine) == len({(page.folder, page.event) for page in pages_of(packs)}):
            print(f"  日本語の文が変わったか、なくなった訳: {len(old)}")
            for text in old:
                print(f"    {text}")


def _tell_json(states: list[State]) -> None:
    told = [
        {
            "language": state.language.code,
            "event": state.page.event,
            "folder": state.page.folder,
            "texts": len(state.page.texts),
            "missing": list(state.missing),
        }
        for state in states
    ]
    print(json.dumps({"ok": not any(state.missing for state in states), "pages": told}, ensure_ascii=False))


def _write(folder: Path, state: State) -> None:
    """Add what is missing to the page's file. What is there stays; a changed text keeps its translation as
    a guess (`fuzzy`) that somebody has to look at.
    """
    file = folder / state.page.folder / "languages" / state.language.code / state.page.file_name
    if not state.missing and not file.exists():
        return
    catalog = _read(file, state.language)
    written: Mapping[str, None] = dict.fromkeys(str(message.id) for message in catalog if message.id)
    template = Catalog(charset="utf-8")
    for text in state.page.texts:
        if text in state.missing or text in written:
            template.add(text)
    catalog.update(template, update_header_comment=False)
    content = BytesIO()
    write_po(content, catalog, width=0, omit_header=True, ignore_obsolete=True)
    header = _HEADER.format(language=state.language.code, plural=catalog.plural_forms)
    write_whole(file, header.encode() + content.getvalue().lstrip(b"\n"), mode=0o644)


def _read(file: Path, language: Language) -> Catalog:
    if file.exists():
        return read_po(BytesIO(file.read_bytes()), locale=language.locale, charset="utf-8")
    return Catalog(locale=language.locale, charset="utf-8", fuzzy=False)
