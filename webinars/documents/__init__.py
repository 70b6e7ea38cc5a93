"""Documents of events and bodies: symbols, language versions, files and access."""
