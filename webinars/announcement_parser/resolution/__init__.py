"""Resolution of parsed dates and times to schedules, with a question for each ambiguity."""
