"""Access policy: open, secret link, invitation or delegation."""
