"""Places: who has one, who waits, and how to give one back."""
