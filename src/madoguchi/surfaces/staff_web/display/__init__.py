"""The display of a hall: which number goes where, large enough for the far end of the hall."""
