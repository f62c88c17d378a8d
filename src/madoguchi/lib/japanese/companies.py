"""Names of companies and other bodies: the form (株式会社, ㈱, (株), カ)) before or after the name.

山田株式会社 and 株式会社山田 are two companies; the place of the form is part of the key. `core_key` leaves
the form out, for finding what may be meant.

Sources: 会社法第6条 (株式会社, 合名会社, 合資会社, 合同会社),
会社法の施行に伴う関係法律の整備等に関する法律第3条 (特例有限会社), 一般社団法人及び
一般財団法人に関する法律第5条, the laws named beside the forms; the short forms in kana are those of
全国銀行データ通信システム (カ), ユ) …).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from madoguchi.lib.japanese.name_keys import name_key
from madoguchi.lib.japanese.text import tidy_line

FORMS: dict[str, tuple[str, ...]] = {
    "株式会社": ("(株)", "㍿", "株式會社", "カブシキガイシャ", "カブシキカイシャ"),
    "有限会社": ("(有)", "有限會社", "ユウゲンガイシャ", "ユウゲンカイシャ"),
    "合同会社": ("(同)", "(合同)", "ゴウドウガイシャ"),
    "合名会社": ("(名)", "(合名)", "合名會社"),
    "合資会社": ("(資)", "(合資)", "合資會社"),
    "相互会社": ("(相)",),
    "特定目的会社": (),
    "一般社団法人": ("(一社)",),
    "一般財団法人": ("(一財)",),
    "公益社団法人": ("(公社)",),
    "公益財団法人": ("(公財)",),
    "社団法人": ("(社)",),
    "財団法人": ("(財)",),
    "医療法人社団": (),
    "医療法人財団": (),
    "社会医療法人": (),
    "医療法人": ("(医)", "(医社)"),
    "宗教法人": ("(宗)",),
    "学校法人": ("(学)",),
    "準学校法人": (),
    "社会福祉法人": ("(福)", "(社福)"),
    "特定非営利活動法人": ("(特非)", "NPO法人", "(NPO)", "特定非営利法人"),
    "更生保護法人": (),
    "農事組合法人": ("(農)",),
    "農業協同組合連合会": (),
    "農業協同組合中央会": (),
    "漁業協同組合連合会": (),
    "生活協同組合連合会": (),
    "森林組合連合会": (),
    "商工会議所": (),
    "商工会": (),
    "農業協同組合": ("農協",),
    "漁業協同組合": ("漁協",),
    "生活協同組合": ("生協",),
    "事業協同組合": (),
    "協同組合": ("(協)",),
    "企業組合": ("(企)",),
    "森林組合": (),
    "生産森林組合": (),
    "土地改良区": (),
    "土地区画整理組合": (),
    "信用金庫": (),
    "信用組合": (),
    "労働金庫": (),
    "独立行政法人": ("(独)",),
    "地方独立行政法人": ("(地独)",),
    "国立大学法人": ("(国大)",),
    "国立研究開発法人": (),
    "弁護士法人": ("(弁)",),
    "税理士法人": ("(税)",),
    "司法書士法人": ("(司)",),
    "行政書士法人": ("(行)",),
    "土地家屋調査士法人": (),
    "監査法人": (),
    "管理組合法人": (),
    "投資法人": (),
    "有限責任事業組合": ("LLP",),
    "認可地縁団体": (),
}
"""Each form as it is registered, with other writings (in half width)."""

KANA_FORMS = {"カ": "株式会社", "ユ": "有限会社", "ド": "合同会社", "メ": "合名会社", "シ": "合資会社"}
"""The letter of a form beside a bracket, in names written in kana: カ)ヤマダ, ヤマダ(カ."""

_CANONICAL = {written: form for form, others in FORMS.items() for written in (form, *others)}
_WRITINGS = "|".join(sorted(map(re.escape, _CANONICAL), key=len, reverse=True))
# (株) in any bracket: what stands in it is put in round ones first.
_BRACKETS = str.maketrans("（）［］〔〕【】〈〉「」", "()" * 6)
_FORM = re.compile(_WRITINGS)
_ENCLOSED = {"㈱": "(株)", "㈲": "(有)", "㈳": "(社)", "㈴": "(名)", "㈵": "(特)", "㈶": "(財)", "㈻": "(学)",
             "㈼": "(監)", "㈽": "(企)", "㈾": "(資)", "㈿": "(協)", "㊑": "(株)", "㊒": "(有)", "㊓": "(社)",
             "㊔": "(名)", "㊖": "(財)", "㊫": "(学)", "㊮": "(資)", "㊯": "(協)"}  # fmt: skip
_ENCLOSED_TABLE = str.maketrans(_ENCLOSED)
_KANA_FRONT = re.compile(r"\(?([カユドメシ])\)\s*(?=[ァ-ヺ])")
_KANA_BACK = re.compile(r"(?<=[ァ-ヺー])\s*\(([カユドメシ])\)?$")
_BRANCH = re.compile(
    r"\s(?P<branch>\S{1,20}(?:支店|支社|支部|支所|営業所|出張所|事業所|事務所|工場|本店|本社|店))$"
)
# 医)山田会 and 山田商店(株: one bracket is left out.
_HALF_BRACKET = re.compile(r"^([株有同名資医宗学福社])\)|\(([株有同名資])$")
# 東北電力(株)会津支店: the form is neither first nor last.
_FORM_INSIDE = re.compile(
    rf"(?P<name>\S.*?)(?P<form>{_WRITINGS})\s*"
    r"(?P<branch>\S{0,20}(?:支店|支社|支部|支所|営業所|出張所|事業所|事務所|工場|本店|本社|店))"
)
# These stand behind a name as part of it; a body that is called so has no other name for its form.
_ALWAYS_PART = frozenset({
    "農業協同組合連合会", "農業協同組合中央会", "漁業協同組合連合会", "生活協同組合連合会",
    "森林組合連合会", "商工会議所", "商工会",
    "農業協同組合", "漁業協同組合", "生活協同組合", "事業協同組合", "協同組合", "企業組合", "森林組合",
    "生産森林組合", "土地改良区",
    "土地区画整理組合", "信用金庫", "信用組合", "労働金庫", "有限責任事業組合",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Company:
    """The name of a body. `name` is without its form, `form` as it is registered ("" for none)."""

    name: str
    form: str
    form_is_first: bool
    branch: str
    original: str

    @property
    def full_name(self) -> str:
        """As it is registered: 株式会社山田建設, without the branch."""
        return f"{self.form}{self.name}" if self.form_is_first else f"{self.name}{self.form}"

    @property
    def key(self) -> str:
        """What is compared: the name with its form in its place."""
        core = name_key(self.name)
        if not self.form:
            return core
        return f"{self.form}+{core}" if self.form_is_first else f"{core}+{self.form}"

    @property
    def core_key(self) -> str:
        """The name alone, for finding what may be meant."""
        return name_key(self.name)


def read_company(text: str) -> Company | None:
    """A body whose name has a form in any writing; None for a name without one.

    >>> company = read_company("㈱山田建設 会津支店")
    >>> company.full_name, company.branch
    ('株式会社山田建設', '会津支店')
    """
    line = tidy_line(text.translate(_ENCLOSED_TABLE)).translate(_BRACKETS)
    line = _HALF_BRACKET.sub(lambda found: f"({found[1] or found[2]})", line)
    branch = ""
    behind = _BRANCH.search(line)
    found = _found(line if behind is None else line[: behind.start()])
    if behind is not None and found is not None:
        branch = behind["branch"]
    elif behind is not None:
        found = _found(line)
    if found is None and (inner := _FORM_INSIDE.fullmatch(line)) is not None:
        found, branch = (inner["name"].strip(), _CANONICAL[inner["form"]], False), inner["branch"]
    if found is None:
        return None
    name, form, first = found
    return Company(name, form, first, branch, text)


def _found(line: str) -> tuple[str, str, bool] | None:
    """Name, form, and whether the form stands first."""
    outer = [match for match in _FORM.finditer(line) if match.start() == 0 or match.end() == len(line)]
    for match in sorted(outer, key=lambda match: match.start() != 0):
        name = (line[match.end() :] if match.start() == 0 else line[: match.start()]).strip(" ・")
        form = _CANONICAL[match.group()]
        if name and not (match.start() == 0 and form in _ALWAYS_PART):
            return name, form, match.start() == 0
    for pattern, first in ((_KANA_FRONT, True), (_KANA_BACK, False)):
        kana = pattern.match(line) if first else pattern.search(line)
        if kana is not None:
            name = line[kana.end() :] if first else line[: kana.start()]
            return name.strip(), KANA_FORMS[kana[1]], first
    return None


_ONE_WAY = _ENCLOSED_TABLE | _BRACKETS
_FRONT = re.compile(
    "|".join(
        sorted(
            (re.escape(one) for one in _CANONICAL if _CANONICAL[one] not in _ALWAYS_PART),
            key=len,
            reverse=True,
        )
    )
)
_BACK = re.compile(f"(?:{_WRITINGS})$")
# Every form has one of these; few names of people have.
_SIGN_OF_A_FORM = re.compile("[社法組区庫協団()㍿LＬ]|イシャ|ｲｼｬ")
_MORE_THAN_A_NAME = re.compile(r"[\s()]|[^\w・ー-]|^・|・$")


def corporate_key(text: str) -> str:
    """The key of the name of a body: ㈱山田, (株)山田 and 株式会社　山田 have one; without a form that of
    the name.

    >>> corporate_key("㈱山田建設") == corporate_key("株式会社　山田建設") != corporate_key("山田建設(株)")
    True
    """
    line = text.translate(_ONE_WAY)
    if _SIGN_OF_A_FORM.search(line) is None:
        return name_key(text)
    front = _FRONT.match(line)
    name = line if front is None else line[front.end() :]
    back = _BACK.search(name) if front is None else None
    if back is not None:
        name = name[: back.start()]
    if not name or _MORE_THAN_A_NAME.search(name) is not None:
        return _slow_key(text)
    if front is not None:
        return f"{_CANONICAL[front.group()]}+{name_key(name)}"
    return name_key(text) if back is None else f"{name_key(name)}+{_CANONICAL[back.group()]}"


@lru_cache(maxsize=65_536)
def _slow_key(text: str) -> str:
    company = read_company(text)
    return name_key(text) if company is None else company.key
