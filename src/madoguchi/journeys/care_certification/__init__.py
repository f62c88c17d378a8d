"""The certification of long-term care where engines meet: the case, its survey, its opinion, the letters."""
