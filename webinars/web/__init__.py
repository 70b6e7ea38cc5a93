"""The pages: for participants, registrants and organisers."""
