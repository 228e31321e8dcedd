"""The application as a WSGI server imports it."""

from app import create_app

app = create_app()
