"""電子決裁 on the staff site: writing, judging, posts, shares."""
