"""What translators get: every text of the pages, and nothing that no catalog could hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from jinja2 import Environment, nodes

import madoguchi
from madoguchi.core.languages import JAPANESE, Language, Message, Texts
from madoguchi.surfaces.resident_web.interface import (
    KEYWORDS,
    interface_pages,
    interface_texts,
    is_whole,
    sources,
    texts_in,
)

JAPANESE_LETTERS = re.compile("[ぁ-んァ-ヶ一-龥]")
IN_ITS_OWN_LANGUAGE = re.compile(r'<span lang="ja">[^<]*</span>')
PRODUCT = Path(madoguchi.__file__).parent
FILES = [file for _, file in sources()]
TEMPLATES = [file for file in FILES if file.suffix == ".html"]
MODULES = [file for file in FILES if file.suffix == ".py"]
IN_OTHER_LAYERS = ("engines/documents", "engines/cases", "surfaces/staff_web", "surfaces/cli")
ENGLISH = Language("en", "English", "en", "en")


def name_of(file: Path) -> str:
    return str(file.relative_to(PRODUCT))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            yield node


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_no_japanese_of_a_template_stands_outside_of_say(template: Path) -> None:
    tree = Environment(autoescape=True).parse(template.read_text(encoding="utf-8"))
    said = {id(arguments) for call in tree.find_all(nodes.Call) for arguments in _said(call)}
    for data in tree.find_all(nodes.TemplateData):
        assert not JAPANESE_LETTERS.search(IN_ITS_OWN_LANGUAGE.sub("", data.data)), data.data
    for constant in tree.find_all(nodes.Const):
        if isinstance(constant.value, str) and id(constant) not in said:
            assert not JAPANESE_LETTERS.search(constant.value), constant.value


def _said(call: nodes.Call) -> list[nodes.Expr]:
    return call.args[:1] if isinstance(call.node, nodes.Name) and call.node.name == "say" else []


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_templates_say_literals_only(template: Path) -> None:
    tree = Environment(autoescape=True).parse(template.read_text(encoding="utf-8"))
    for call in tree.find_all(nodes.Call):
        for first in _said(call):
            assert isinstance(first, nodes.Const), (name_of(template), call.lineno)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_the_texts_of_a_file_are_those_that_babel_finds_in_it(file: Path) -> None:
    method = "jinja2.ext:babel_extract" if file.suffix == ".html" else "python"
    with file.open("rb") as opened:
        found = extract(method, opened, keywords=dict.fromkeys(KEYWORDS))
        messages = [message[0] if isinstance(message, tuple) else message for _, message, _, _ in found]
    assert sorted(texts_in(file)) == sorted(messages)


def test_modules_say_literals_only() -> None:
    for module in MODULES:
        for call in calls(ast.parse(module.read_text(encoding="utf-8"))):
            if call.args:
                assert isinstance(call.args[0], ast.Constant), (name_of(module), call.lineno)


def test_no_module_says_something_that_translators_do_not_get() -> None:
    known = set(MODULES)
    for module in PRODUCT.rglob("*.py"):
        elsewhere = any(name_of(module).startswith(layer) for layer in IN_OTHER_LAYERS)
        if module not in known and not elsewhere and "import say" in module.read_text(encoding="utf-8"):
            assert not list(calls(ast.parse(module.read_text(encoding="utf-8")))), name_of(module)


def test_a_text_stands_on_one_page_only() -> None:
    texts = [text for page in interface_pages() for text in page.texts]
    assert len(texts) == len(set(texts)) == len(interface_texts())
    assert all(texts)


def test_placeholders_are_named() -> None:
    for text in interface_texts():
        assert all(re.fullmatch(r"[a-z_]+", name) for name in re.findall(r"\{([^{}]*)\}", text)), text


def test_a_language_is_whole_when_nothing_is_missing() -> None:
    messages = [Message(text, (text,), 1) for text in interface_texts()]
    assert is_whole(Texts(JAPANESE))
    assert is_whole(Texts(ENGLISH, messages))
    assert not is_whole(Texts(ENGLISH, messages[1:]))
