"""Search in documents: titles, symbols, bodies, and the text of files."""
