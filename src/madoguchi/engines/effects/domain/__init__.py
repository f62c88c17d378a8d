"""Working time of a year, published and measured. Plain Python."""
