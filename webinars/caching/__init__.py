"""Caches in the memory of a process, with their bounds; docs/performance.md says what each saves."""
