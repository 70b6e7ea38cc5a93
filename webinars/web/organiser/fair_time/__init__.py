"""Pages that find a fair time for people in many places."""
