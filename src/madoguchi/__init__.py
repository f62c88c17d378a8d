"""窓口: the counters, online procedures and offices of municipalities on one platform."""
