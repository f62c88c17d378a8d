"""`packs translations`: what is missing in each language, what is older than its Japanese.

The texts of life events come from the packs, those of the pages themselves from the residents' site.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Set
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from madoguchi.core.languages import COUNT, Language, source_of
from madoguchi.core.packs import PackErrors, Packs, load_packs
from madoguchi.lib.files import write_whole
from madoguchi.surfaces.cli.pack_tools.checking import tell_problems
from madoguchi.surfaces.cli.pack_tools.translation_pages import State, pages_of, states_of, states_of_event

_COUNTED = f"{{{COUNT}}}"
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural}\\n"

"""


def tell_translations(folder: Path, arguments: argparse.Namespace) -> int:
    """Lists, or with `--write` prepares the files. 1 where something is missing or the packs are wrong."""
    try:
        packs = load_packs(folder)
    except PackErrors as errors:
        return tell_problems(errors, as_json=arguments.json)
    pages = pages_of(packs)
    of_all = states_of_event(packs, pages, arguments.event) if arguments.event else states_of(packs, pages)
    states = [
        state
        for state in of_all
        if (not arguments.language or state.language.code == arguments.language)
        and (not arguments.interface or state.page.interface)
    ]
    if not states:
        print("当てはまることばやできごとがありません。--language と --event を確かめてください。")
        return 1
    if arguments.write:
        told = {text for page in pages for text in page.texts}
        for state in states:
            _write(folder, state, told)
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
                label = state.page.label(packs)
                where = f"{state.page.folder}/languages/{language}/{state.page.file_name}"
                print(f"  {label}: {len(state.missing)}/{len(state.page.texts)}　{where}")
        old = packs.texts(language).superfluous(text for state in states for text in state.page.texts)
        if old and len(mine) == len(pages_of(packs)):
            print(f"  日本語の文が変わったか、なくなった訳: {len(old)}")
            for text in old:
                print(f"    {text}")


def _tell_json(states: list[State]) -> None:
    told = [
        {
            "language": state.language.code,
            "event": state.page.event,
            "interface": state.page.interface,
            "folder": state.page.folder,
            "texts": len(state.page.texts),
            "missing": list(state.missing),
        }
        for state in states
    ]
    print(json.dumps({"ok": not any(state.missing for state in states), "pages": told}, ensure_ascii=False))


def _write(folder: Path, state: State, told: Set[str]) -> None:
    """Add what is missing to the page's file. What is there and still `told` on any page stays, also when the
    text moved to another page; a changed text keeps its translation as a guess (`fuzzy`) that somebody has to
    look at.
    """
    file = folder / state.page.folder / "languages" / state.language.code / state.page.file_name
    if not state.missing and not file.exists():
        return
    catalog = _read(file, state.language)
    written = {source_of(message) for message in catalog if message.id}
    template = Catalog(charset="utf-8")
    for text in state.page.texts:
        if text in state.missing or text in written:
            plural = catalog.num_plurals > 1 and _COUNTED in text
            template.add((text, text) if plural else text)
    for message in list(catalog):
        if message.id and source_of(message) in told and message.id not in template:
            template.add(message.id)
    catalog.update(template, update_header_comment=False)
    content = BytesIO()
    write_po(content, catalog, width=0, omit_header=True, ignore_obsolete=True)
    header = _HEADER.format(language=state.language.code, plural=catalog.plural_forms)
    write_whole(file, header.encode() + content.getvalue().lstrip(b"\n"), mode=0o644)


def _read(file: Path, language: Language) -> Catalog:
    if file.exists():
        return read_po(BytesIO(file.read_bytes()), locale=language.locale, charset="utf-8")
    return Catalog(locale=language.locale, charset="utf-8", fuzzy=False)
