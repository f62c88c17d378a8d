"""What is said to the writer of a pack whose condition cannot be read."""

from __future__ import annotations


class ConditionError(ValueError):
    """条件の式を読み取れませんでした。

    `message` says what is wrong, `remedy` what to write instead (may be empty), both in Japanese.
    `line` and `column` count from 1 within the expression; the column counts characters, not bytes.
    """

    def __init__(self, message: str, line: int = 1, column: int = 1, remedy: str = "") -> None:
        self.message = message
        self.line = line
        self.column = column
        self.remedy = remedy
        super().__init__(f"{line}行目{column}文字目: {message}{remedy}")
