"""The only place where engines meet: one package per thing a person wants to get done."""
