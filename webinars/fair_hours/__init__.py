"""Hours that suit people in many places: who is in working hours or at night, and proposals."""
