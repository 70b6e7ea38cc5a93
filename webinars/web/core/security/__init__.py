"""Access to pages: permissions, private links, CSRF protection, redaction of logs."""
