"""What a courier knows; no Django here."""
