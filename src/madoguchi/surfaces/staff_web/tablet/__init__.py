"""The page of the surveyors that works without network."""
