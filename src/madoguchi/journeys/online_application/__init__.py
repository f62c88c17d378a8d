"""A resident applies from home with the マイナンバーカード and follows it: both zones of this journey."""
