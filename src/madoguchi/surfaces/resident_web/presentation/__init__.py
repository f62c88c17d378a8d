"""From what the journey gives to what a template shows. Pure: no request, no database."""
