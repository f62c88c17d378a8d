"""The languages of a packs folder and their message catalogs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from babel import Locale, UnknownLocaleError

from madoguchi.core.languages import (
    JAPANESE,
    SOURCE,
    Language,
    Message,
    Texts,
    read_catalog,
    with_readings,
)
from madoguchi.core.packs.definitions import reporter
from madoguchi.core.packs.files import PackFiles
from madoguchi.core.packs.problems import PackProblem


def texts_from(files: PackFiles) -> dict[str, Texts]:
    """The texts of each language that people may choose, Japanese first."""
    languages = _languages(files)
    return {
        code: _texts(files, language, files.catalogs.get(code, {})) for code, language in languages.items()
    }


def _languages(files: PackFiles) -> dict[str, Language]:
    report = reporter(files)
    languages = {SOURCE: JAPANESE}
    for file in files.of("languages").values():
        for code, raw in file.value.items():
            try:
                Locale.parse(raw["locale"])
            except (UnknownLocaleError, ValueError):
                report(
                    file,
                    (code, "locale"),
                    f"locale の「{raw['locale']}」という地域の決まりはありません。",
                    "「zh_Hans_CN」のような CLDR の名前を書いてください。",
                )
                continue
            readings = raw.get("readings", False)
            label = with_readings(raw["label"]) if readings else raw["label"]
            languages[code] = Language(code, label, raw["tag"], raw["locale"], readings)
    for code, catalogs in files.catalogs.items():
        if code not in languages:
            name = next(iter(catalogs))
            files.problems.append(
                PackProblem(
                    name,
                    1,
                    f"「{code}」ということばは common/languages.yaml にありません。",
                    "languages.yaml に足すか、フォルダーの名前を直してください。",
                )
            )
    return languages


def _texts(files: PackFiles, language: Language, catalogs: Mapping[str, bytes]) -> Texts:
    messages: dict[str, Message] = {}
    first: dict[str, str] = {}
    for name, content in catalogs.items():
        found, mistakes = read_catalog(content, readings=language.readings)
        files.problems += [PackProblem(name, one.line, one.message, one.remedy) for one in mistakes]
        for message in found:
            known = messages.setdefault(message.source, message)
            first.setdefault(message.source, name)
            if known.forms != message.forms:
                files.problems.append(
                    PackProblem(
                        name,
                        message.line,
                        f"「{message.source[:20]}」に別の訳がもう1つあります。",
                        f"{first[message.source]} の {known.line}行目とどちらかにそろえてください。",
                    )
                )
    read = messages.values()
    if language.readings:
        return Texts(language, (replace(one, forms=tuple(map(with_readings, one.forms))) for one in read))
    return Texts(language, read)
