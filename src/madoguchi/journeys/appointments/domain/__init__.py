"""What a plan needs of the counters, what travels sealed, how much one caller may do; no Django here."""
