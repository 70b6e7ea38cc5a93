"""Events and series: what is announced, when, where, and in which state."""
