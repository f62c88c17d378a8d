"""The residents' site: what must I do, and the documents ready before the visit. Works without JavaScript."""
