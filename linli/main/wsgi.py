"""The web application of one surface, ``LINLI_SURFACE`` = public or desk."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from linli.main.django_setup import enter

enter(os.environ.get("LINLI_SURFACE", "public"))
application = get_wsgi_application()
