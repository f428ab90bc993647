"""``python -m linli`` is the same as ``linli``."""

import sys

from linli.main.cli import run

sys.exit(run())
