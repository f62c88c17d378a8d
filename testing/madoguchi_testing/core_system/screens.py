"""The stand-in's input screens, as old core systems have them: grey tables, no labels, a number to type in.

Screens: `/sign-in`, `/search` (by 整理番号), `/entry/<screen>`, `/labelled/<screen>` (the same as a newer
product has it: no tables, but labels, names for reading aloud, names in the code), `/import` (reads a signed
code), all over plain HTTP on this machine; where it wants a sign-in, nothing else is shown before. A number
that is there already is refused, as the real ones do. `behave` lets tests play one that answers late, wrongly
or never.
"""

from __future__ import annotations

import html
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from madoguchi.core.packs import EntryScreen
from madoguchi.lib.sealing import SignedCodeError, read_code
from madoguchi_testing.core_system.bulk import receipt_of
from madoguchi_testing.core_system.entered import EnteredLedger

NUMBER = "整理番号"
USER, PASSWORD = "利用者ID", "パスワード"
_SESSION = "session"
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
    """How the screens misbehave. What is called before and after storing, with the number, may raise or wait;
    with a ConnectionError the connection breaks off without an answer.

    `hidden`: the search does not find yet what is stored; `shown`: changes what the confirmation shows;
    `popup`: a dialog on the input screen; `broken`: every page is an error.
    """

    before_storing: Callable[[UUID], None] = lambda _: None
    after_storing: Callable[[UUID], None] = lambda _: None
    hidden: bool = False
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
        sign_in: tuple[str, str] | None = None,
    ) -> None:
        """`sign_in`: the user and the password that are wanted before anything else; None: nothing is."""
        self.screens = dict(screens)
        self.ledger = ledger
        self.behave = Behaviour()
        self.verify_keys = dict(verify_keys or {})
        self.sign_in = sign_in
        self.refused_sign_ins = 0
        self._sessions: set[str] = set()
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
        self.close()

    def close(self) -> None:
        """Listen no longer."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, given: Mapping[str, str], session: str = "") -> tuple[int, str, str]:
        """Status, page and session for a path, the fields of its form, and the session that came with it."""
        signing_in = path.strip("/") == "sign-in"
        if self.sign_in is None or (session in self._sessions and not signing_in):
            return *self.page(path, given), session
        if USER not in given:
            return 200, _sign_in_page(), ""
        if (given[USER], given.get(PASSWORD)) != self.sign_in:
            self.refused_sign_ins += 1
            return 200, _sign_in_page("利用者IDまたはパスワードが違います"), ""
        session = secrets.token_hex(16)
        self._sessions.add(session)
        return 200, _page("業務メニュー", "<p>業務を選んでください</p>"), session

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
            case ["labelled", name] if name in self.screens:
                names = [NUMBER, *names_of(self.screens[name])]
                called = {_code_name(number): one for number, one in enumerate(names)}
                read = {called.get(key, key): value for key, value in given.items()}
                return 200, self._entry(self.screens[name], read, form=_labelled_form, shown=_labelled_values)
            case ["import"]:
                return 200, self._import(given)
        return 404, _page("画面なし", "<p>該当する画面がありません</p>")

    def _search(self, given: Mapping[str, str]) -> str:
        if NUMBER not in given:
            return _page("整理番号検索", _form({NUMBER: ""}, "検索"))
        found = None if self.behave.hidden else self.ledger.get(given[NUMBER])
        if found is None:
            return _page("整理番号検索結果", "<p>該当データなし</p>")
        return _page("整理番号検索結果", f"<p>登録済</p>{_table({'受付番号': found.receipt})}")

    def _entry(
        self,
        screen: EntryScreen,
        given: Mapping[str, str],
        *,
        form: Callable[..., str] | None = None,
        shown: Callable[[Mapping[str, str]], str] | None = None,
    ) -> str:
        names = [NUMBER, *names_of(screen)]
        if NUMBER not in given:
            script = "<script>window.onload=()=>alert('メンテナンスのお知らせ')</script>"
            longest = self.behave.longest
            empty = (form or _form)(dict.fromkeys(names, ""), "確認", longest=longest)
            return _page(screen.label, empty + (script if self.behave.popup else ""))
        values = {name: given.get(name, "") for name in names}
        if given.get("step") != "登録":
            read_back = {name: self.behave.shown(name, value) for name, value in values.items()}
            return _page("入力内容確認", (shown or _table)(read_back) + _hidden(values, "登録"))
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
        self.behave.after_storing(key)
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
            session = SimpleCookie(self.headers.get("Cookie", "")).get(_SESSION)
            path = urlsplit(self.path).path
            try:
                status, page, kept = screens.answer(path, given, session.value if session else "")
                content = page.encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Set-Cookie", f"{_SESSION}={kept}; HttpOnly; SameSite=Strict")
                self.end_headers()
                self.wfile.write(content)
            except ConnectionError:
                self.close_connection = True  # who asked has gone, or we have

        def log_message(self, *_: object) -> None:
            """Nothing: what is typed is personal."""

    return Handler


def _page(title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang=ja><meta charset=utf-8><title>{html.escape(title)}</title>"
        f"<style>{_STYLE}</style><h1>{html.escape(title)}</h1>{body}"
        "<div class=keys>F1:ヘルプ　F3:終了　F12:取消</div></html>"
    )


def _sign_in_page(problem: str = "") -> str:
    said = f"<p>{problem}</p>" if problem else ""
    return _page("サインイン", said + _form({USER: "", PASSWORD: ""}, "ログイン", secret=PASSWORD))


def _form(
    values: Mapping[str, str], button: str, *, longest: Mapping[str, int] | None = None, secret: str = ""
) -> str:
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td><input type={'password' if name == secret else 'text'}"
        f" name='{html.escape(name)}' value='{html.escape(value)}'"
        f" maxlength={(longest or {}).get(name, 2000)}></td></tr>"
        for name, value in values.items()
    )
    pressed = f"<p><button name=step value={button}>{button}</button></p>"
    return f"<form method=post><table>{rows}</table>{pressed}</form>"


def _labelled_form(values: Mapping[str, str], button: str, *, longest: Mapping[str, int]) -> str:
    """By turns a label, a name for reading aloud, and nothing but the name in the code."""
    parts = []
    for number, (name, value) in enumerate(values.items()):
        said, typed = html.escape(name), f"value='{html.escape(value)}' maxlength={longest.get(name, 2000)}"
        code = _code_name(number)
        match number % 3:
            case 0:
                field = f"<label for={code}>{said}</label> <input id={code} name={code} {typed}>"
            case 1:
                field = f"□ <input aria-label='{said}' name={code} {typed}>"
            case _:
                field = f"◇ <input name='{said}' {typed}>"
        parts.append(f"<p>{field}</p>")
    return (
        f"<form method=post>{''.join(parts)}<p><button name=step value={button}>{button}</button></p></form>"
    )


def _code_name(number: int) -> str:
    """What a field is called where nobody reads it."""
    return f"txt{number:03d}"


def _labelled_values(values: Mapping[str, str]) -> str:
    """What was typed, read back: by turns a list, and a label with what it shows."""
    parts = []
    for number, (name, value) in enumerate(values.items()):
        said, shown = html.escape(name), html.escape(value)
        if number % 2:
            parts.append(f"<dl><dt>{said}</dt><dd>{shown}</dd></dl>")
        else:
            parts.append(f"<p><label for=o{number}>{said}</label> <output id=o{number}>{shown}</output></p>")
    return "".join(parts)


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
