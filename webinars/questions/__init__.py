"""Questions of a registration form, and the answers."""
