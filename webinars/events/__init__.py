"""Events and series: details, schedule, state and registration settings."""
