"""The worker: delivers messages of the outbox."""
