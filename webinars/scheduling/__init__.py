"""What each attendee's calendar has been told."""
