"""Compares the values of a file with the JSON Schema of its kind, and says in Japanese what does not fit."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs

from madoguchi.core.packs.problems import PackProblem, did_you_mean
from madoguchi.core.packs.yaml_reading import ValuePath

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "true か false",
    "array": "並び（[…] または - で始まる行）",
    "object": "「名前: 値」の組",
    "null": "空",
}

_PATTERNS = {
    "^[a-z][a-z0-9_]*$": "小文字の英字で始め、小文字の英字・数字・_ だけで書いてください。",
    "^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)*$": "小文字の英字・数字・_ を「.」でつなぎます（例: move.date）。",
    "^[A-Za-z0-9_./-]{1,100}$": "同じフォルダーに置いたファイルの名前を、半角の英数字で書いてください。",
    "^[0-9]{6}$": '市町村コードは6けたの数字を引用符で囲んで書いてください（例: "072028"）。',
    "^#[0-9a-fA-F]{6}$": "色は「#0017c1」のように # と6けたで書き、引用符で囲んでください。",
    "^([1-9][0-9]{0,3} (days|months)|on_the_day|before)$": (
        "「14 days」「3 months」「on_the_day」「before」のどれかの形で書いてください。"
    ),
    "^[A-Z]$": "番号の前に付ける文字は、大文字の英字1つで書いてください（例: A）。",
    "^[0-9a-z]{1,6}$": '席の key は、6字までの数字と小文字の英字を引用符で囲んで書いてください（例: "1"）。',
    "^[a-z]{2,3}(-[a-z]+)?$": "ことばは languages.yaml の名前で書いてください（例: zh-hans）。",
    "^([01]?[0-9]|2[0-4]):[0-5][0-9]$": '時刻は "08:30" のように、引用符で囲んで書いてください。',
    "^https://[a-z0-9.-]+(:[0-9]+)?$": "「https://」で始まるアドレスを、最後の「/」なしで書いてください。",
    "^[ァ-ヶー]+$": "全角カタカナで書いてください。",
    "^[0-9]{2,5}-[0-9]{1,4}-[0-9]{3,4}$": "電話番号は「0242-00-0000」のように書いてください。",
}

Locate = Callable[[ValuePath], tuple[str, int]]
"""Gives file name and line of a value."""


def _is_date(value: object) -> bool:
    """The format `date`; what is no text is none of its business."""
    if not isinstance(value, str):
        return True
    try:
        return bool(_DATE.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False


class Schemas:
    """The schemas of one `_schema` folder, ready to be applied."""

    def __init__(self, folder: Path) -> None:
        contents = {
            path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(folder.glob("*.schema.json"))
        }
        if not contents:
            raise FileNotFoundError(f"no schemas in {folder}")
        self._schemas = {kind: _inlined(schema, schema, contents) for kind, schema in contents.items()}
        # Forty times as fast; what it does not let pass is looked at again by the one that says why.
        self._quick = {
            kind: jsonschema_rs.Draft202012Validator(
                schema, validate_formats=True, formats={"date": _is_date}
            )
            for kind, schema in self._schemas.items()
        }

    def problems(self, kind: str, value: object, locate: Locate) -> list[PackProblem]:
        """Everything in a value that does not fit the schema of that kind; empty when it fits."""
        if self._quick[kind].is_valid(value):
            return []
        found = []
        for error in _mistakes(self._schemas[kind], value):
            for path, message, remedy in _describe(error):
                file, line = locate(path)
                found.append(PackProblem(file, line, message, remedy))
        return found


def _mistakes(schema: Mapping[str, Any], value: object) -> Iterator[Any]:
    """What does not fit, as jsonschema's ValidationErrors.

    Imported when a mistake is there to be told: that takes as long as to read fifty files.
    """
    from jsonschema import Draft202012Validator, FormatChecker

    formats = FormatChecker(formats=())
    formats.checks("date")(_is_date)
    yield from Draft202012Validator(schema, format_checker=formats).iter_errors(value)


def _inlined(part: Any, own: Any, contents: Mapping[str, Any]) -> Any:
    """A schema with every `$ref` replaced by what it names: following them cost half of the loading time.

    The schemas of packs do not refer to themselves.
    """
    if isinstance(part, list):
        return [_inlined(one, own, contents) for one in part]
    if not isinstance(part, dict):
        return part
    beside = {
        key: _inlined(value, own, contents)
        for key, value in part.items()
        if key not in ("$ref", "$defs", "$schema", "$id")
    }
    if "$ref" not in part:
        return beside
    file, _, pointer = part["$ref"].partition("#/")
    own = contents[file.removesuffix(".schema.json")] if file else own
    target = own
    for step in pointer.split("/"):
        target = target[step]
    return {**_inlined(target, own, contents), **beside}


def _describe(error: Any) -> Iterator[tuple[ValuePath, str, str]]:
    """Place, message and remedy of each mistake that one jsonschema ValidationError stands for."""
    path: ValuePath = tuple(error.absolute_path)
    match error.validator:
        case "required":
            missing = next(field for field in error.validator_value if error.message.startswith(repr(field)))
            where = f"{_field_name(path)}に" if path else ""
            yield path, f"{where}「{missing}」がありません。", _missing_remedy(missing)
        case "additionalProperties":
            known = list(error.schema.get("properties", ()))
            for field in error.instance:
                if field not in known:
                    yield (
                        (*path, field),
                        f"「{_short(field)}」という欄はありません。",
                        _unknown_field_remedy(field, known),
                    )
        case "pattern" if "propertyNames" in error.absolute_schema_path:
            name = error.instance
            yield (
                (*path, name),
                f"「{_short(name)}」という名前は使えません。",
                _PATTERNS[error.validator_value],
            )
        case "uniqueItems":
            given = error.instance
            number = next(number for number, one in enumerate(given) if one in given[:number])
            message = f"{_field_name(path)}に「{_short(given[number])}」が2回あります。"
            yield (*path, number), message, "一方を消してください。"
        case _:
            yield path, *_wrong_value(str(error.validator), error, _field_name(path))


def _wrong_value(validator: str, error: Any, name: str) -> tuple[str, str]:
    given, wanted = error.instance, error.validator_value
    match validator:
        case "enum":
            choices = [str(choice) for choice in wanted]
            remedy = did_you_mean(str(given), choices) or f"使えるのは {'、'.join(choices)} です。"
            return f"{name}の「{_short(given)}」は使えません。", remedy
        case "type" if given is None:
            return f"{name}が空です。", f"{_type_name(wanted)}を書くか、この欄を消してください。"
        case "type" if "pattern" in error.schema:
            return f"{name}の「{_short(given)}」は書き方が違います。", _PATTERNS[error.schema["pattern"]]
        case "type":
            hint = '（引用符 " で囲みます）' if wanted == "string" and isinstance(given, int | float) else ""
            return f"{name}の値の形が違います。", f"{_type_name(wanted)}で書いてください{hint}。"
        case "pattern":
            return f"{name}の「{_short(given)}」は書き方が違います。", _PATTERNS[wanted]
        case "format":
            remedy = "「2026-03-25」の形で、暦にある日を書いてください。"
            return f"{name}の「{_short(given)}」という日付はありません。", remedy
        case "minLength" | "minItems" | "minProperties":
            return f"{name}が空です。", "内容を書いてください。"
        case "minimum":
            return f"{name}の {_short(given)} は小さすぎます。", f"{wanted:,}以上で書いてください。"
        case "maximum":
            return f"{name}の {_short(given)} は大きすぎます。", f"{wanted:,}以下で書いてください。"
    return f"{name}の書き方が違います。", "docs/reference/packs.md の例と比べてください。"


def _type_name(wanted: str | list[str]) -> str:
    names = [wanted] if isinstance(wanted, str) else wanted
    return "または".join(_TYPES[name] for name in names)


def _unknown_field_remedy(field: str, known: list[str]) -> str:
    if not re.fullmatch(r"[a-z_]+", field):
        return "{ } や [ ] の中では「,」で値が切れます。「,」を含む条件や文は全体を ' で囲んでください。"
    return did_you_mean(field, known) or "この欄を消してください。"


def _field_name(path: ValuePath) -> str:
    """How a place is called: `bring の1番目の who`; empty path is the file."""
    words = [f"{part + 1}番目" if isinstance(part, int) else str(part) for part in path]
    if not words:
        return "ファイル"
    kept = words[-2:] if path and isinstance(path[-1], int) else words[-3:]
    return " の ".join(kept) + " "


def _missing_remedy(field: str) -> str:
    if field == "verified":
        return "原典と照らし合わせたなら verified: true、まだなら verified: false と書いてください。"
    if field == "read":
        return "出典を読んだ日を read: 2026-11-21 のように書いてください。"
    if field == "sources":
        return "出典（title、at、read、verified）を1つ以上書いてください。"
    return f"「{field}: …」の行を足してください。"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"
