"""The organiser's pages of documents of events and bodies."""
