"""Where the bytes of document files are: in the database, in a folder, or in an object store."""
