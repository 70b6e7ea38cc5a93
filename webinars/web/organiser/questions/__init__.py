"""Questions that an event asks registrants."""
