"""Applications that come through the マイナポータル: listed, fetched once, read by a configured format."""
