"""The waiting list: its order, promotions and offers. Each action locks the event; the caller commits."""
