"""One record beside another: who and what is the same, how sure that is, and what people decided."""
