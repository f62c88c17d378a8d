"""Files that belong to something: kept with what is known of viruses in them; the port to a scanner."""
