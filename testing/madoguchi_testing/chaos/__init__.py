"""Two zones whose servers, workers and databases are killed again and again while residents apply."""

from madoguchi_testing.chaos.running import Report, run_chaos

__all__ = ["Report", "run_chaos"]
