"""A receipt printer that stands in for a real one."""

from madoguchi_testing.printers.stand_in import StandInPrinter

__all__ = ["StandInPrinter"]
