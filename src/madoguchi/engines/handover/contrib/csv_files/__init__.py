"""Handover by CSV files in a folder that the core system reads."""

from madoguchi.engines.handover.contrib.csv_files.plugin import CsvFiles, CsvFilesOptions

__all__ = ["CsvFiles", "CsvFilesOptions"]
