"""What organisers see of registrations and do for registrants."""
