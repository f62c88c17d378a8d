"""Pages that follow: what changes in a hall, told at once to displays, desks and phones."""
