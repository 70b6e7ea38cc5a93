"""Public pages of documents."""
