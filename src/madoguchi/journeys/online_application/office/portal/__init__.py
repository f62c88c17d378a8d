"""Applications that residents make in the マイナポータル: read, received, told about there."""
