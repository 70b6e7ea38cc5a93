"""Messages written with the change that makes them true, and claimed by the worker."""
