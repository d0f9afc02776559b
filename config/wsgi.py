"""The web process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config import celery  # noqa: F401  the settings' name must stand first; the import makes the app current

application = get_wsgi_application()
