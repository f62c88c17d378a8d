"""The stand-in's input screens, as old core systems have them: grey tables, no labels, a number to type in.

Screens: `/search` (by 整理番号), `/entry/<screen>`, `/import` (reads a signed code), all over plain HTTP on
this machine. A number that is there already is refused, as the real ones do. `behave` lets tests play one
that answers late, wrongly or never.
"""

from __future__ import annotations

import html
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from madoguchi.core.packs import EntryScreen
from madoguchi.lib.sealing import SignedCodeError, read_code
from madoguchi_testing.core_system.bulk import receipt_of
from madoguchi_testing.core_system.entered import EnteredLedger

NUMBER = "整理番号"
_STYLE = """
body{margin:0;padding-bottom:3em;background:#c0c0c0;color:#000;font:14px monospace}
h1{margin:0;padding:4px 8px;background:#000080;color:#fff;font-size:15px}
form,p{margin:8px}table{border-collapse:collapse;background:#fff}
th,td{border:1px solid #808080;padding:3px 6px;text-align:left}th{background:#d4d0c8;font-weight:400}
input{width:22em;font:14px monospace}button{padding:3px 18px;font:14px monospace}
.keys{position:fixed;bottom:0;width:100%;background:#808080;color:#fff;padding:2px 8px}
"""


@dataclass(slots=True)
class Behaviour:
    """How the screens misbehave. `before_storing` is called with the number where a crash hurts most.

    `late_seconds`: answers so late after storing; `shown`: changes what the confirmation shows;
    `popup`: a dialog on the input screen; `broken`: every page is an error.
    """

    before_storing: Callable[[UUID], None] = lambda _: None
    late_seconds: float = 0.0
    shown: Callable[[str, str], str] = lambda _, value: value
    popup: bool = False
    broken: bool = False
    longest: Mapping[str, int] = field(default_factory=dict)


class EntryScreens:
    """The web server of the screens; a context manager. `address` is where it listens."""

    def __init__(
        self,
        screens: Mapping[str, EntryScreen],
        ledger: EnteredLedger,
        *,
        port: int = 0,
        verify_keys: Mapping[str, bytes] | None = None,
    ) -> None:
        self.screens = dict(screens)
        self.ledger = ledger
        self.behave = Behaviour()
        self.verify_keys = dict(verify_keys or {})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def address(self) -> str:
        """`http://127.0.0.1:port`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> EntryScreens:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def page(self, path: str, given: Mapping[str, str]) -> tuple[int, str]:
        """Status and page for a path and the fields of its form."""
        if self.behave.broken:
            return 500, _page("システムエラー", "<p>ABEND S0C7</p>")
        parts = path.strip("/").split("/")
        match parts:
            case ["search"]:
                return 200, self._search(given)
            case ["entry", name] if name in self.screens:
                return 200, self._entry(self.screens[name], given)
            case ["import"]:
                return 200, self._import(given)
        return 404, _page("画面なし", "<p>該当する画面がありません</p>")

    def _search(self, given: Mapping[str, str]) -> str:
        if NUMBER not in given:
            return _page("整理番号検索", _form({NUMBER: ""}, "検索"))
        found = self.ledger.get(given[NUMBER])
        if found is None:
            return _page("整理番号検索結果", "<p>該当データなし</p>")
        return _page("整理番号検索結果", f"<p>登録済</p>{_table({'受付番号': found.receipt})}")

    def _entry(self, screen: EntryScreen, given: Mapping[str, str]) -> str:
        names = [NUMBER, *names_of(screen)]
        if NUMBER not in given:
            script = "<script>window.onload=()=>alert('メンテナンスのお知らせ')</script>"
            longest = self.behave.longest
            form = _form(dict.fromkeys(names, ""), "確認", longest=longest)
            return _page(screen.label, form + (script if self.behave.popup else ""))
        values = {name: given.get(name, "") for name in names}
        if given.get("step") != "登録":
            shown = {name: self.behave.shown(name, value) for name, value in values.items()}
            return _page("入力内容確認", _table(shown) + _hidden(values, "登録"))
        return self._store(values, screen.key)

    def _import(self, given: Mapping[str, str]) -> str:
        if "取込コード" not in given:
            return _page("コード取込", _form({"市町村": "", "取込コード": ""}, "読取"))
        key = self.verify_keys.get(given.get("市町村", ""))
        try:
            if key is None:
                raise SignedCodeError("市町村が登録されていません。")
            read = read_code(given["取込コード"], key)
        except SignedCodeError as error:
            return _page("コード取込エラー", f"<p>{html.escape(str(error))}</p>")
        values = {NUMBER: str(read["key"])} | {str(name): str(value) for name, value in read["fields"]}
        return self._store(values, str(read["kind"]))

    def _store(self, values: dict[str, str], kind: str) -> str:
        try:
            key = UUID(values.pop(NUMBER))
        except ValueError:
            return _page("入力エラー", "<p>整理番号が正しくありません</p>")
        self.behave.before_storing(key)
        if not self.ledger.enter(str(key), kind, values, receipt_of(key)):
            return _page("登録エラー", "<p>この整理番号は既に使われています</p>")
        time.sleep(self.behave.late_seconds)
        return _page("登録完了", _table({"受付番号": receipt_of(key)}))


def names_of(screen: EntryScreen) -> list[str]:
    """The names of all fields that the screen has."""
    names: list[str] = []
    for one in screen.fields:
        if "{row}" in one.input:
            names += [one.input.replace("{row}", str(row)) for row in range(1, screen.rows + 1)]
        else:
            names.append(one.input)
    return names


def _handler(screens: EntryScreens) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self._answer({name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()})

        def _answer(self, given: Mapping[str, str]) -> None:
            status, page = screens.page(urlsplit(self.path).path, given)
            content = page.encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except (BrokenPipeError, ConnectionResetError):
                pass  # who asked has gone

        def log_message(self, *_: object) -> None:
            """Nothing: what is typed is personal."""

    return Handler


def _page(title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang=ja><meta charset=utf-8><title>{html.escape(title)}</title>"
        f"<style>{_STYLE}</style><h1>{html.escape(title)}</h1>{body}"
        "<div class=keys>F1:ヘルプ　F3:終了　F12:取消</div></html>"
    )


def _form(values: Mapping[str, str], button: str, *, longest: Mapping[str, int] | None = None) -> str:
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td><input name='{html.escape(name)}' value='{html.escape(value)}'"
        f" maxlength={(longest or {}).get(name, 2000)}></td></tr>"
        for name, value in values.items()
    )
    pressed = f"<p><button name=step value={button}>{button}</button></p>"
    return f"<form method=post><table>{rows}</table>{pressed}</form>"


def _table(values: Mapping[str, str]) -> str:
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
        for name, value in values.items()
    )
    return f"<table>{rows}</table>"


def _hidden(values: Mapping[str, str], button: str) -> str:
    fields = "".join(
        f"<input type=hidden name='{html.escape(name)}' value='{html.escape(value)}'>"
        for name, value in values.items()
    )
    return f"<form method=post>{fields}<button name=step value={button}>{button}</button></form>"


__all__ = ["Behaviour", "EntryScreens", "names_of"]
