"""The siblings: one Django app per noun of the counter; none imports another."""
