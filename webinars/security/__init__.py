"""What must exist once: guards for text, addresses, links and secrets."""
