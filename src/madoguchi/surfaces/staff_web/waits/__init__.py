"""待ち時間と数字: what the figures of a hall say, and what other staffings would do."""
