"""What web processes load before they are forked: the pages of a rush need nothing more."""

import json
import subprocess
import sys

from tests.conftest import make_app
from tests.load.form_rush import KEY, create_installation
from webinars.commands.schema import upgrade_schema
from webinars.commands.web_server.warm_up import warm_up
from webinars.database import db


def close_connections(app):
    """Close the database connections of this process."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_pages_of_a_rush_load_nothing_after_the_warm_up(tmp_path):
    slug = create_installation(tmp_path)
    app = make_app(tmp_path)
    warm_up(app)
    with app.app_context():
        assert db.engine.pool.checkedin() == 0  # children would inherit its connections
    templates, modules = set(app.jinja_env.cache), set(sys.modules)

    client = app.test_client()
    form = f"/events/{slug}/registrations"
    pages = ("/", f"/events/{slug}", form, f"{form}/received", "/healthz")
    statuses = [client.get(page).status_code for page in pages]
    close_connections(app)

    assert statuses == [200] * 5
    assert set(app.jinja_env.cache) == templates
    assert set(sys.modules) == modules


def test_installation_without_events_is_warmed_up(tmp_path):
    app = make_app(tmp_path)
    with app.app_context():
        upgrade_schema(app)
    close_connections(app)

    warm_up(app)

    assert "public/list.html" in {name for _, name in app.jinja_env.cache}


LOADED = """
import json, sys
import webinars.cli
from webinars.commands.installation import create_checked_application, open_app
from webinars.commands.schema import initialize_or_check
from webinars.commands.web_server.warm_up import warm_up
app = create_checked_application(**json.loads(sys.argv[1]))
with open_app(app):
    initialize_or_check(app)
warm_up(app)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
# Of upgrades, of PostgreSQL, and of the readers of announcements' files, which are processes of their own.
NOT_SERVED = {"alembic", "docx", "flask_migrate", "mako", "psycopg", "pypdf"}


def test_server_loads_nothing_that_it_does_not_use(tmp_path):
    create_installation(tmp_path)
    settings = json.dumps({"DATA_DIR": str(tmp_path / "var"), "SECRET_KEY": KEY})

    done = subprocess.run(
        [sys.executable, "-c", LOADED, settings], capture_output=True, text=True, check=True
    )

    assert NOT_SERVED.isdisjoint(done.stdout.split())
