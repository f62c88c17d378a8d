"""The views: thin, one module per part of the way. What they do, the journey does."""
