"""The web server: waitress, the order of its requests, its processes and their memory."""
