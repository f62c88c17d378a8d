"""PostgreSQL: the embedded server, the two roles, the two databases, and Django's backend over them."""
