"""Bodies and series: who edits them, what they are part of, their names, texts and addresses."""
