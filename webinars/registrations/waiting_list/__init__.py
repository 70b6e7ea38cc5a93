"""The waiting list: positions, promotions and offers. Each action locks the event; the caller commits."""
