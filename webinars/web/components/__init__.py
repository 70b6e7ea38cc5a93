"""Parts of pages that several groups of views render."""
