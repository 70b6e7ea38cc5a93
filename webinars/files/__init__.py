"""Uploads: what people sent us, kept in the database and given back as files."""
