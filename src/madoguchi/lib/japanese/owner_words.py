"""The words that stand beside the names of owners: titles, labels, what is said of the dead."""

from __future__ import annotations

TITLES = frozenset({
    "代表取締役", "代表取締役社長", "取締役", "取締役社長", "代表執行役", "代表社員", "業務執行社員",
    "職務執行者", "無限責任社員",
    "支配人", "清算人", "代表清算人", "破産管財人", "管財人", "更生管財人", "再生債務者",
    "代表理事", "理事長", "理事", "会長", "代表役員", "責任役員", "代表者", "組合長", "代表理事組合長",
    "区長", "自治会長", "町内会長",
    "総代", "住職", "宮司", "管理者", "市長", "町長", "村長", "知事", "支店長",
    "相続財産清算人", "相続財産管理人", "相続財産の清算人", "相続財産の管理人", "不在者財産管理人",
    "所有者不明土地管理人", "遺言執行者",
    "相続人", "法定相続人", "相続人代表", "相続人代表者", "共同相続人", "被相続人",
    "成年後見人", "未成年後見人", "保佐人", "補助人", "親権者", "親権者父", "親権者母", "法定代理人",
    "特別代理人", "代理人", "納税管理人",
    "受託者", "委託者", "受益者", "信託受託者",
})  # fmt: skip
"""Titles of office, before a name or between the owner and who acts for it."""

LABELS = frozenset({
    "共有者", "所有者", "権利者", "登記権利者", "義務者", "登記義務者", "登記名義人", "名義人",
    "納税義務者", "届出人", "申請人", "氏名", "名称",
    "氏名又は名称",
})  # fmt: skip
"""What only says that an owner follows; a colon or a space stands behind it."""

JOINED_LABELS = ("登記権利者", "登記義務者", "登記名義人", "納税義務者", "共有者", "破産者")
"""Labels that need no space behind them: no name begins so."""

GROUP_TITLES = frozenset(
    {"区長", "自治会長", "町内会長", "総代", "宮司", "住職", "組合長", "代表役員", "責任役員"}
)
"""Titles of people who act for a group or a temple."""

PROFESSIONS = ("弁護士", "司法書士", "税理士", "行政書士", "社会福祉士")

DECEASED = ("亡", "故")

AFTER_NAMES = frozenset(
    {
        "様",
        "様方",
        "殿",
        "御中",
        "相続財産",
        "相続財産法人",
        "相続人代表者",
        "相続人代表",
        "相続人",
        "破産財団",
        "外",
    }
)

NO_NAMES = frozenset(
    {
        "持分",
        *DECEASED,
        *LABELS,
        "株式会社",
        "有限会社",
        "合同会社",
        "宗教法人",
        "(株)",
        "(有)",
        "なし",
        "不明",
        "不詳",
        "同上",
        "-",
    }
)
"""What stands where a name should and is none."""
