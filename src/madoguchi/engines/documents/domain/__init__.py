"""What a document is made of; no Django here."""
