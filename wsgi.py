"""The application for WSGI servers: wsgi:app in a checkout, webinars.wsgi:app installed."""

from webinars.app import create_app

app = create_app()
