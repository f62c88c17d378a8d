"""Views: read the packs, show. Nothing here reads or writes data of a person."""
