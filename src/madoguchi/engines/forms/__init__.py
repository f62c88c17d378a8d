"""Forms: what is asked, how input is read, the check of form, and drafts that only the resident can open."""
