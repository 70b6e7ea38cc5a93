"""Private links: who may open what, issued, resolved and revoked in one place."""
