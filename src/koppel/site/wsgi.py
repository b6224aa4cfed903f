"""The web process's entry for gunicorn."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koppel.site.settings")
os.environ.setdefault("KOPPEL_PROCESS", "web")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
