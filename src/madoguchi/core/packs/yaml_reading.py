"""Reads one YAML file into plain values, and remembers the line of each.

The file is never turned into Python objects by the YAML library: only its node tree is read, so that tags can
make nothing happen, a key that stands twice is seen, and each value has a line. Of YAML's guesses about plain
words only a few are kept (`true`, `false`, whole numbers without leading zero, empty): `no`, `8:30` and
`072028` stay the text that the author wrote. Dates stay text as well; the schema checks them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from madoguchi.core.packs.problems import PackProblem

MAXIMUM_BYTES = 1_000_000
MAXIMUM_DEPTH = 40

ValuePath = tuple[str | int, ...]
"""Where a value stands inside a file, e.g. ("bring", 0, "what")."""

_STRING = "tag:yaml.org,2002:str"
_INTEGER = "tag:yaml.org,2002:int"
_FLOAT = "tag:yaml.org,2002:float"
_BOOLEAN = "tag:yaml.org,2002:bool"
_NULL = "tag:yaml.org,2002:null"
_MAPPING = "tag:yaml.org,2002:map"
_SEQUENCE = "tag:yaml.org,2002:seq"

_PLAIN = (
    (_BOOLEAN, re.compile(r"true|false"), "tf"),
    (_NULL, re.compile(r"null|~|"), ["n", "~", ""]),
    (_INTEGER, re.compile(r"-?(?:0|[1-9][0-9]{0,17})"), "-0123456789"),
    (_FLOAT, re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+"), "-0123456789"),
)

_TAB = re.compile(r"^[^\S\n]*?\t", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")
_FAR_IN = re.compile(rf"^[ ?-]{{{8 * MAXIMUM_DEPTH + 1}}}", re.MULTILINE)

_BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _NodeLoader(_BaseLoader):  # type: ignore[misc]
    """The C loader with the few guesses above instead of YAML 1.1's."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: tuple[bool, bool]) -> str:
        """The tag of a node without one: as inherited, which looks again for every node at what never is."""
        if kind is yaml.MappingNode:
            return _MAPPING
        if kind is yaml.SequenceNode:
            return _SEQUENCE
        if implicit[0]:
            for tag, pattern in self.yaml_implicit_resolvers.get(value[0] if value else "", ()):
                if pattern.match(value or ""):
                    return tag
        return _STRING


for _tag, _pattern, _first in _PLAIN:
    _NodeLoader.add_implicit_resolver(_tag, re.compile(f"(?:{_pattern.pattern})$"), list(_first))


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The values of one file and the line of each.

    `name` is the path as people see it (`packs/common/roles.yaml`), `lines` maps the path of each value (in a
    mapping, of its key) to its line, `blocks` holds the paths of the texts that begin one line further down.
    """

    name: str
    path: Path
    value: Any
    lines: dict[ValuePath, int]
    blocks: frozenset[ValuePath]

    def line(self, path: ValuePath) -> int:
        """The line of the value at this path, or of the nearest value around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def text_line(self, path: ValuePath) -> int:
        """The line on which the text of a value begins (a block begins one line below its key)."""
        return self.line(path) + (1 if path in self.blocks else 0)


class YamlUnreadableError(Exception):
    """このファイルは読めません。"""

    def __init__(self, problems: list[PackProblem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def read_yaml(path: Path, name: str) -> YamlFile:
    """Reads a file. Raises YamlUnreadableError with each problem and its line."""
    content = path.read_bytes()
    return read_yaml_text(content, path, name)


def read_yaml_text(content: bytes, path: Path, name: str) -> YamlFile:
    """As read_yaml, for content that was read already."""
    text = _decode(content, name)
    indented = _TAB.search(text) if "\t" in text else None
    if indented:
        number = text.count("\n", 0, indented.end()) + 1
        raise _unreadable(name, number, "字下げにタブがあります。", "タブを半角の空白に置きかえてください。")
    if _too_deep(text):
        raise _unreadable(
            name, 1, f"入れ子が{MAXIMUM_DEPTH}段より深くなっています。", "浅く書き直してください。"
        )
    try:
        node = yaml.compose(text, Loader=_NodeLoader)
    except yaml.MarkedYAMLError as error:
        raise YamlUnreadableError([_syntax_problem(error, name)]) from None
    except yaml.YAMLError:
        raise _unreadable(
            name, _control_line(text), "使えない制御文字があります。", "その文字を消してください。"
        ) from None
    if node is None:
        raise _unreadable(name, 1, "中身がありません。", "内容を書くか、ファイルを消してください。")
    walk = _Walk(name, text)
    value = walk.value(node, ())
    if walk.problems:
        raise YamlUnreadableError(walk.problems)
    return YamlFile(name, path, value, walk.lines, frozenset(walk.blocks))


def _unreadable(name: str, line: int, message: str, remedy: str) -> YamlUnreadableError:
    return YamlUnreadableError([PackProblem(name, line, message, remedy)])


def _decode(content: bytes, name: str) -> str:
    if len(content) > MAXIMUM_BYTES:
        raise _unreadable(
            name,
            1,
            f"ファイルが大きすぎます（{MAXIMUM_BYTES:,}バイトまで）。",
            "いくつかのファイルに分けてください。",
        )
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        try:
            content.decode("cp932")
            guess = "（Shift_JIS のようです）"
        except UnicodeDecodeError:
            guess = ""
        raise _unreadable(
            name, line, f"文字コードが UTF-8 ではありません{guess}。", "UTF-8 で保存し直してください。"
        ) from None


def _too_deep(text: str) -> bool:
    """A cheap bound before the parser sees the text: the C parser recurses, and must not be driven deep."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest > MAXIMUM_DEPTH or _FAR_IN.search(text) is not None


def _control_line(text: str) -> int:
    for number, line in enumerate(text.split("\n"), start=1):
        if any(
            (ord(character) < 32 and character != "\t") or 127 <= ord(character) < 160 for character in line
        ):
            return number
    return 1


def _syntax_problem(error: yaml.MarkedYAMLError, name: str) -> PackProblem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    problem = error.problem or ""
    if "undefined alias" in problem or "duplicate anchor" in (error.context or "") + problem:
        return _alias_problem(name, line)
    if "another document" in problem or "expected a single document" in (error.context or ""):
        return PackProblem(
            name, line, "1つのファイルに「---」で区切った文書が2つあります。", "ファイルを分けてください。"
        )
    if "mapping values are not allowed" in problem:
        return PackProblem(
            name,
            line,
            "ここに「: 」は書けません。",
            "文の中の「: 」なら文全体を ' で囲み、そうでなければ前の行の字下げを確かめてください。",
        )
    if "could not find expected ':'" in problem:
        return PackProblem(
            name, line, "「:」が見つかりません。", "「名前: 値」の形になっているか確かめてください。"
        )
    if "cannot start any token" in problem:
        return PackProblem(
            name, line, "この行は、使えない文字で始まる値を含みます。", "値を ' で囲んでください。"
        )
    if "quoted scalar" in (error.context or ""):
        return PackProblem(name, line, "引用符が閉じていません。", "' または \" の組を確かめてください。")
    if "flow" in (error.context or ""):
        return PackProblem(
            name,
            line,
            "かっこ [ ] または { } が閉じていないか、区切りの「,」がありません。",
            "前の行も確かめてください。",
        )
    return PackProblem(
        name,
        line,
        "YAML の書き方に誤りがあります。",
        "字下げと「:」「-」の位置を、前の行とあわせて確かめてください。",
    )


def _alias_problem(name: str, line: int) -> PackProblem:
    return PackProblem(
        name,
        line,
        "YAML の別名（& と *）は使えません。",
        "値をそのまま書いてください。* で始まる文なら ' で囲みます。",
    )


class _Walk:
    """Turns nodes into values, collecting lines and problems."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.lines: dict[ValuePath, int] = {}
        self.blocks: set[ValuePath] = set()
        self.problems: list[PackProblem] = []
        self._may_have_aliases = "*" in text
        # The nodes themselves are kept alive by the tree, so that an id stands for one node only.
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, path: ValuePath) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if self._may_have_aliases:
            if id(node) in self._seen:
                self.problems.append(_alias_problem(self.name, self._alias_line(line)))
                return None
            self._seen.add(id(node))
        if len(path) > MAXIMUM_DEPTH:
            self._problem(
                line, f"入れ子が{MAXIMUM_DEPTH}段より深くなっています。", "浅く書き直してください。"
            )
            return None
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path, line)
        if isinstance(node, yaml.MappingNode) and node.tag == _MAPPING:
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode) and node.tag == _SEQUENCE:
            return [self.value(child, (*path, number)) for number, child in enumerate(node.value)]
        return self._tag_refused(node)

    def _mapping(self, node: yaml.MappingNode, path: ValuePath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem(line, "欄の名前が文字ではありません。", "「名前: 値」の形で書いてください。")
                continue
            key = key_node.value
            here = (*path, key)
            if key in found:
                first = self.lines[here]
                self._problem(
                    line, f"「{key}」が2回あります（最初は{first}行目）。", "どちらか一方を消してください。"
                )
                continue
            self.lines[here] = line
            found[key] = self.value(value_node, here)
        return found

    def _scalar(self, node: yaml.ScalarNode, path: ValuePath, line: int) -> Any:
        # A block, or the text begins on a line of its own below its key.
        if node.style in ("|", ">") or line > self.lines[path]:
            self.blocks.add(path)
        text: str = node.value
        match node.tag:
            case "tag:yaml.org,2002:str":
                return text
            case "tag:yaml.org,2002:null":
                return None
            case "tag:yaml.org,2002:bool" if text in ("true", "false"):
                return text == "true"
            case "tag:yaml.org,2002:int" if re.fullmatch(r"-?[0-9]{1,18}", text):
                return int(text)
            case "tag:yaml.org,2002:float" if re.fullmatch(r"-?[0-9]{1,18}\.[0-9]+", text):
                return float(text)
            case _:
                return self._tag_refused(node)

    def _tag_refused(self, node: yaml.Node) -> None:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        self._problem(
            node.start_mark.line + 1,
            f"YAML のタグ「{tag}」は使えません。",
            "タグを消して、値だけを書いてください。",
        )

    def _alias_line(self, fallback: int) -> int:
        for event in yaml.parse(self.text, Loader=_NodeLoader):
            if isinstance(event, yaml.AliasEvent):
                return int(event.start_mark.line) + 1 if event.start_mark else fallback
        return fallback

    def _problem(self, line: int, message: str, remedy: str) -> None:
        self.problems.append(PackProblem(self.name, line, message, remedy))
