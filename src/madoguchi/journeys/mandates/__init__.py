"""Who acts for whom, under which mandate, and whether somebody has checked it."""
