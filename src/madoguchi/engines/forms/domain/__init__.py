"""The rules of forms, without Django and without a database."""
