"""The places of an event: its capacity, which registrations hold one, and until when."""
