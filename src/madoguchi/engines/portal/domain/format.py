"""The file that says how the portal is spoken to: addresses, names of fields, what they mean here.

The interface of the マイナポータル is described in papers that only municipalities get, so none of its names
stands in this code: whoever has the papers writes them into this file. Docs: `docs/ja/portal.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from madoguchi.core.packs.problems import PackErrors, PackProblem, did_you_mean
from madoguchi.core.packs.yaml_reading import YamlFile, YamlUnreadableError, read_yaml

APPLICANT: Final = "applicant"
"""The person of the mapping who is always there."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_KNOWN: Final[Mapping[str, frozenset[str]]] = {
    "login": frozenset({"account", "password", "organization"}),
    "list": frozenset({"organization", "since", "until", "page"}),
    "get": frozenset({"organization", "number"}),
    "statuses": frozenset({"organization", "number", "since", "until", "page"}),
    "report": frozenset({"organization", "number", "status", "message"}),
}

Text = Annotated[str, Field(min_length=1, max_length=500)]
PathInAnswer = Annotated[str, Field(pattern=r"^[^.\s]+(\.[^.\s]+)*$", max_length=200)]
"""Where a value stands in an answer: names with dots between, e.g. `result.token`."""


class _Part(BaseModel):
    """A part of the file; what nobody knows is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Connection(_Part):
    """Where the portal is and who we are there. Files stand beside this file."""

    address: Text
    account: Text
    password_file: Text
    trusted: Text | None = None
    certificate: Text | None = None
    key: Text | None = None
    timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 30
    organizations: Annotated[dict[Annotated[str, Field(pattern=r"^\d{6}$")], Text], Field(min_length=1)]

    @field_validator("address")
    @classmethod
    def _reaches_the_portal_over_tls(cls, address: str) -> str:
        parts = urlsplit(address)
        here = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if not parts.hostname or parts.scheme not in (("http", "https") if here else ("https",)):
            raise ValueError("https:// で始まるアドレスを書いてください。")
        return address.rstrip("/")

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> Connection:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("certificate と key は、両方書くか、どちらも書かないでください。")
        return self


class Request(_Part):
    """One request; `{…}` in the texts is replaced (see `_KNOWN`)."""

    method: Literal["GET", "POST", "PUT"] = "GET"
    path: Annotated[str, Field(pattern=r"^/", max_length=500)]
    query: dict[str, str] = {}
    body: dict[str, str] = {}

    @property
    def texts(self) -> Iterator[str]:
        """Everything in which placeholders may stand."""
        yield self.path
        yield from self.query.values()
        yield from self.body.values()


class Login(Request):
    """`token`: where the token stands in the answer; `header`: how later requests carry it."""

    token: PathInAnswer
    header: Text = "Authorization"
    value: Text = "Bearer {token}"


class Listing(Request):
    """`applications`: where the list stands; the rest within each of its entries."""

    applications: PathInAnswer
    number: PathInAnswer
    procedure: PathInAnswer
    received_at: PathInAnswer
    more: PathInAnswer | None = None


class Statuses(Request):
    """Where applications stand as the portal shows it: of one at a time, or with `applications` (where the
    list stands, the rest within each of its entries) of all that came between two moments.

    `withdrawn` are the portal's words for what the applicant has taken back there; without any, nobody asks.
    """

    status: PathInAnswer
    applications: PathInAnswer | None = None
    number: PathInAnswer | None = None
    more: PathInAnswer | None = None
    withdrawn: Annotated[tuple[Text, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _entries_say_whose_they_are(self) -> Statuses:
        if (self.applications is None) != (self.number is None):
            raise ValueError("applications と number は、両方書くか、どちらも書かないでください。")
        if self.applications is None and not any("{number}" in text for text in self.texts):
            raise ValueError(
                "{number} がありません。一覧で答えるものなら、applications と number を書いてください。"
            )
        return self


class Requests(_Part):
    """The requests by what they do."""

    login: Login
    list: Listing
    get: Request
    statuses: Statuses
    report: Request

    @model_validator(mode="after")
    def _placeholders_are_known(self) -> Requests:
        for name, known in _KNOWN.items():
            for text in getattr(self, name).texts:
                for placeholder in _PLACEHOLDER.findall(text):
                    if placeholder not in known:
                        hint = did_you_mean(placeholder, sorted(known))
                        raise ValueError(f"{name} では {{{placeholder}}} は使えません。{hint}")
        return self


class Answer(_Part):
    """One value of the data and the item that it is. `words` translates the portal's values."""

    source: Annotated[PathInAnswer, Field(alias="from")]
    item: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*$", max_length=80)]
    words: dict[str, str] = {}


class People(_Part):
    """The people of an application: `list` says where they stand; without it, it is one at the root."""

    list: PathInAnswer | None = None
    answers: Annotated[tuple[Answer, ...], Field(min_length=1, strict=False)]


class ApplicationFormat(_Part):
    """What one kind of application is here."""

    procedure_code: Text
    event: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] | None = None
    procedures: Annotated[tuple[str, ...], Field(strict=False)] = ()
    payload: Text = "application.json"
    """The member of the ZIP archive that holds the data; every other member is a file of the applicant."""
    serial: PathInAnswer | None = None
    serial_in: Literal["hexadecimal", "decimal"] = "hexadecimal"
    issuer: PathInAnswer | None = None
    issuers: dict[str, Text] = {}
    """What the portal calls an issuer, to its name as the register has it (RFC 4514)."""
    corrects: PathInAnswer | None = None
    """Where the 受付番号 of an application stands that this one puts right."""
    withdraws: PathInAnswer | None = None
    """Where the 受付番号 of an application stands that this one takes back."""
    sets: dict[str, str] = {}
    """Items of the case that go without saying for this kind."""
    case: Annotated[tuple[Answer, ...], Field(strict=False)] = ()
    people: dict[str, People]

    @model_validator(mode="after")
    def _somebody_applies_for_something(self) -> ApplicationFormat:
        if next(iter(self.people), None) != APPLICANT or self.people[APPLICANT].list is not None:
            raise ValueError("people の最初は applicant（申請する人、一人）にしてください。")
        if self.withdraws is None and not (self.event and self.procedures):
            raise ValueError("event と procedures を書いてください（withdraws だけの形式では要りません）。")
        return self


class PortalFormat(_Part):
    """The whole file."""

    connection: Connection
    requests: Requests
    applications: Annotated[tuple[ApplicationFormat, ...], Field(min_length=1, strict=False)]
    statuses: dict[str, Text]
    """Our status of a case (`accepted`, `done` …) to the portal's word; what is not here is not reported."""

    @model_validator(mode="after")
    def _codes_are_one_each(self) -> PortalFormat:
        codes = [one.procedure_code for one in self.applications]
        if twice := next((code for code in codes if codes.count(code) > 1), None):
            raise ValueError(f"procedure_code「{twice}」が2か所にあります。")
        return self

    @model_validator(mode="after")
    def _a_withdrawal_is_no_word_of_ours(self) -> PortalFormat:
        ours = {word for status, word in self.statuses.items() if status != "withdrawn"}
        if same := next((word for word in self.requests.statuses.withdrawn if word in ours), None):
            raise ValueError(
                f"withdrawn の「{same}」は、statuses のほかの状態の言葉です。取下げと見分けられません。"
            )
        return self

    @property
    def reports_message(self) -> bool:
        """Whether what the desk writes to the applicant can be told there."""
        return any("{message}" in text for text in self.requests.report.texts)

    def application(self, procedure_code: str) -> ApplicationFormat | None:
        """The kind with this code of the portal."""
        return next((one for one in self.applications if one.procedure_code == procedure_code), None)


@dataclass(frozen=True, slots=True)
class Known:
    """What packs and cases know, so that a mapping to something else is told."""

    events: frozenset[str]
    procedures: frozenset[str]
    person_items: frozenset[str]
    case_items: frozenset[str]
    municipalities: frozenset[str]
    statuses: frozenset[str]


def load_format(path: Path, known: Known | None = None) -> PortalFormat:
    """Read and check the file. Raises PackErrors with file, line, cause and remedy of each mistake."""
    try:
        file = read_yaml(path, path.name)
    except FileNotFoundError:
        missing = PackProblem(
            path.name, 1, "ファイルがありません。", "MADOGUCHI_PORTAL_FILE を確かめてください。"
        )
        raise PackErrors([missing]) from None
    except YamlUnreadableError as error:
        raise PackErrors(error.problems) from None
    try:
        read = PortalFormat.model_validate(file.value, by_alias=True)
    except ValidationError as error:
        raise PackErrors(
            _problem(file, one) for one in error.errors(include_url=False, include_input=False)
        ) from None
    problems = [] if known is None else list(_unknown(file, read, known))
    if problems:
        raise PackErrors(problems)
    return read


def _problem(file: YamlFile, error: Mapping[str, Any]) -> PackProblem:
    place = tuple(one for one in error["loc"] if isinstance(one, str | int))
    said = {
        "missing": (f"「{place[-1] if place else ''}」がありません。", "書き足してください。"),
        "extra_forbidden": (
            f"「{place[-1] if place else ''}」という項目はありません。",
            "消すか、綴りを直してください。",
        ),
        "value_error": (str(error.get("ctx", {}).get("error", "")), ""),
    }
    message, remedy = said.get(
        error["type"],
        (
            f"「{place[-1] if place else file.name}」の値の形が違います。",
            "docs/ja/portal.md の例と比べてください。",
        ),
    )
    return PackProblem(file.name, file.line(place), message, remedy)


def _unknown(file: YamlFile, read: PortalFormat, known: Known) -> Iterator[PackProblem]:
    for code in read.connection.organizations:
        if code not in known.municipalities:
            yield _not_known(file, ("connection", "organizations", code), code, known.municipalities)
    for status in read.statuses:
        if status not in known.statuses:
            yield _not_known(file, ("statuses", status), status, known.statuses)
    for place, one in enumerate(read.applications):
        root = ("applications", place)
        if one.event is not None and one.event not in known.events:
            yield _not_known(file, (*root, "event"), one.event, known.events)
        for number, procedure in enumerate(one.procedures):
            if procedure not in known.procedures:
                yield _not_known(file, (*root, "procedures", number), procedure, known.procedures)
        for item in one.sets:
            if item not in known.case_items:
                yield _not_known(file, (*root, "sets", item), item, known.case_items)
        yield from _unknown_items(file, (*root, "case"), one.case, known.case_items)
        for person, people in one.people.items():
            where = (*root, "people", person, "answers")
            yield from _unknown_items(file, where, people.answers, known.person_items)


def _unknown_items(
    file: YamlFile, where: tuple[str | int, ...], answers: Sequence[Answer], items: frozenset[str]
) -> Iterator[PackProblem]:
    for number, answer in enumerate(answers):
        if answer.item not in items:
            yield _not_known(file, (*where, number, "item"), answer.item, items)


def _not_known(file: YamlFile, place: tuple[str | int, ...], word: str, known: frozenset[str]) -> PackProblem:
    return PackProblem(
        file.name, file.line(place), f"「{word}」はパックにありません。", did_you_mean(word, sorted(known))
    )
