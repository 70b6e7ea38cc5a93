"""The outbox: messages enqueued with the change that causes them, leased by the worker."""
