"""Capabilities: the private links, issued, resolved and revoked in one place."""
