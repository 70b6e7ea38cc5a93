"""Every setting: name, default, unit. Read from WEBINARS_<NAME> in the environment."""

from webinars.environment import number, text, words

DATA = text("DATA", "./var")
DATABASE_URL = text("DATABASE_URL", "")
SECRET_KEY = text("SECRET_KEY", "")
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS", "")
BASE_URL = text("BASE_URL", "http://127.0.0.1:8000")
SITE_NAME = text("SITE_NAME", "Webinars")
SMTP_URL = text("SMTP_URL", "")
MAIL_FROM = text("MAIL_FROM", "webinars@localhost")
REPLY_ADDRESS = text("REPLY_ADDRESS", "")
ZONE = text("ZONE", "Europe/Zurich")
LANGUAGES = words("LANGUAGES", "en,fr,es,ar,ru,zh")
PROXY_HOPS = number("PROXY_HOPS", 0)
