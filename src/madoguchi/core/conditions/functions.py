"""The functions of the language: their names, how they are written, and what they are for.

The reference `docs/reference/conditions.md` is tested against this table.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FunctionHelp:
    """One function as pack writers see it."""

    name: str
    usage: str
    purpose: str


FUNCTIONS: dict[str, FunctionHelp] = {
    one.name: one
    for one in (
        FunctionHelp("any", "any(members, 条件)", "世帯のだれか一人でも当てはまる"),
        FunctionHelp("all", "all(members, 条件)", "世帯の全員が当てはまる"),
        FunctionHelp("count", "count(members, 条件) または count(members)", "当てはまる人の数、世帯の人数"),
        FunctionHelp("sum", "sum(members, 数)", "一人ひとりの数の合計"),
        FunctionHelp("min", "min(members, 数か日付) または min(値, 値)", "いちばん小さい数・早い日"),
        FunctionHelp("max", "max(members, 数か日付) または max(値, 値)", "いちばん大きい数・遅い日"),
        FunctionHelp(
            "age", "age(生年月日) または age(生年月日, on=日付)", "その日の満年齢（誕生日に一つ増える）"
        ),
        FunctionHelp("date", 'date("2026-04-01")', "決まった日付"),
        FunctionHelp("days", "日付 + days(14)", "日数を進める・戻す"),
        FunctionHelp("months", "日付 + months(3)", "月数を進める・戻す（応当日がなければ月の末日）"),
        FunctionHelp("years", "日付 + years(1)", "年数を進める・戻す"),
        FunctionHelp("fiscal_year", "fiscal_year(日付)", "その日の年度（4月から）"),
        FunctionHelp("next_working_day", "next_working_day(日付)", "開庁日ならその日、閉庁日なら次の開庁日"),
        FunctionHelp("known", "known(項目)", "値が分かっているか（不明にはならない）"),
        FunctionHelp(
            "overlaps", "overlaps(始1, 終1, 始2, 終2)", "二つの期間が一日でも重なるか（両端を含む）"
        ),
    )
}

SUGAR: dict[str, FunctionHelp] = {
    one.name: one
    for one in (
        FunctionHelp(
            "household.has",
            'household.has("項目")',
            "世帯のだれか一人でも、その はい・いいえ の項目が「はい」",
        ),
        FunctionHelp("household.has_resident", 'household.has_resident("child")', "世帯にその続柄の人がいる"),
    )
}
"""Short ways to write a question to all members."""

AGGREGATES = ("any", "all", "count", "sum", "min", "max")
