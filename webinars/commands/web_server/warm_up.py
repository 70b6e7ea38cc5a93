"""Load before a fork what each web process would load for itself at its first requests."""

from flask import Flask
from sqlalchemy import select

from webinars.database import db, reading
from webinars.events.enums import EventState
from webinars.events.models import Event

# Templates of pages that people of a rush request.
SHARED_TEMPLATES = ("errors/", "layouts/", "macros/", "manage/", "public/", "registration/")


def warm_up(app: Flask) -> None:
    """Load templates, time zones and statements, by requesting public pages from the application itself."""
    for name in app.jinja_env.list_templates():
        if name.startswith(SHARED_TEMPLATES):
            app.jinja_env.get_template(name)
    with app.app_context(), reading() as connection:
        newest = select(Event.slug).where(Event.state == EventState.PUBLISHED)
        slug = connection.scalar(newest.order_by(Event.id.desc()).limit(1))
    paths = ["/", "/links"]
    if slug:
        paths += [f"/events/{slug}", f"/events/{slug}/registrations"]
    client = app.test_client()
    for path in paths:
        client.get(path, base_url=app.config["BASE_URL"])
    with app.app_context():
        db.engine.dispose()
