"""What the command webinars can do, one file per group of commands."""
