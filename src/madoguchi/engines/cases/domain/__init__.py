"""What a case can go through; no Django here."""
