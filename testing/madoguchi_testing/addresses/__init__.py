"""Address lines of all Japan with the writing mistakes of practice, and how well they are read."""

from madoguchi_testing.addresses.judging import Rates, judge, judge_offices
from madoguchi_testing.addresses.writing import MISTAKES, WrittenAddress, write_addresses

__all__ = ["MISTAKES", "Rates", "WrittenAddress", "judge", "judge_offices", "write_addresses"]
