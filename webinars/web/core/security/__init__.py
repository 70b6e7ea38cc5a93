"""Access to pages: policies, private links, CSRF protection, redaction of logs."""
