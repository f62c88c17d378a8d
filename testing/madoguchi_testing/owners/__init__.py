"""Lines of owners as registry notices write them, and how well they are read."""

from madoguchi_testing.owners.judging import Rates, judge
from madoguchi_testing.owners.writing import WRITINGS, WrittenOwner, write_owners

__all__ = ["WRITINGS", "Rates", "WrittenOwner", "judge", "write_owners"]
