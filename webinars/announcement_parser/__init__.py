"""Parser of pasted announcements: text or HTML to a draft of each event, with open questions."""
