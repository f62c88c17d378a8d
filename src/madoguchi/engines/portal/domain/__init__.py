"""How the portal is spoken to and what its data mean, as configuration; no Django here."""
