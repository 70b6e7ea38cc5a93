"""What administrators state about the installation, stored in the database for all its machines."""
