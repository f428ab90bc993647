"""The live process, as uvicorn runs it: ``linli.main.live:application``."""

from __future__ import annotations

import gc
import os

from linli.main.django_setup import enter

enter(os.environ.get("LINLI_SURFACE", "live"))

from django.conf import settings  # noqa: E402  after the surface was chosen

from linli.gates.live.door import Door  # noqa: E402
from linli.plumbing.time import now  # noqa: E402

application = Door(
    database=os.environ["LINLI_DATABASE"],
    origins={"public": settings.PUBLIC_URL, "desk": settings.DESK_URL},
    clock=now,
)

# Looking through three hundred thousand objects of the program itself, which never go, held every page up for 100 ms.
gc.collect()
gc.freeze()
