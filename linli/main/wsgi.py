"""The web application of one surface, ``LINLI_SURFACE`` = public or desk."""

from __future__ import annotations

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from linli.main.django_setup import enter

enter(os.environ.get("LINLI_SURFACE", "public"))
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # before the first request, and not during it
gc.collect()
gc.freeze()  # the program itself never goes: looking through it for garbage holds a request up for 100 ms
