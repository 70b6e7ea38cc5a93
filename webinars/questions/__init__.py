"""What organisers ask of those who register, and what was answered."""
