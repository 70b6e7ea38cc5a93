"""Messages of an event: the timeline, the form of a message, its preview, sending and stopping."""
