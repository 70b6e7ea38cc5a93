"""Benchmarks of the product against the minimal cost of the same work: make bench."""
