"""Making the environment: ``python3 linli/main/bootstrap.py runtime|test``.

Runs with any Python 3.11 or newer before anything is installed, so it imports nothing but the standard library.
Everything goes into ``.venv`` from a hashed lock, by uv where pip can get it, else by pip. A stamp of
the lock's contents makes the second time instant.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
OLDEST = (3, 11)
BEGAN = time.monotonic()
# The test lock holds everything of the runtime lock, at the same versions.
CONTAINED = {"runtime": ("runtime", "test"), "test": ("test",)}


def say(text: str) -> None:
    print(f"{time.monotonic() - BEGAN:6.1f} s  {text}", flush=True)


def main(kind: str) -> int:
    """0 when the environment holds everything of the lock named ``kind``."""
    if kind not in CONTAINED:
        print("say runtime or test", file=sys.stderr)
        return 2
    if not is_usable():
        say("Making .venv")
        venv.create(VENV, clear=VENV.exists(), with_pip=True, symlinks=True)
    if not any(is_stamped(lock) for lock in CONTAINED[kind]):
        say(f"Installing what {'a running city' if kind == 'runtime' else 'testing'} needs (requirements/{kind}.lock)")
        install(lock_file(kind))
        stamp(kind).write_text(digest(kind))
        say("Installed")
    link()
    return 0


def is_usable() -> bool:
    """True when .venv holds a Python that starts (a moved or half-made one does not)."""
    if not PYTHON.exists():
        return False
    probe = subprocess.run([PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], check=False)
    return probe.returncode == 0


def lock_file(kind: str) -> Path:
    return ROOT / "requirements" / f"{kind}.lock"


def digest(kind: str) -> str:
    return hashlib.sha256(lock_file(kind).read_bytes()).hexdigest()


def stamp(kind: str) -> Path:
    return VENV / f".installed-{kind}"


def is_stamped(kind: str) -> bool:
    return stamp(kind).exists() and stamp(kind).read_text() == digest(kind)


def install(lock: Path) -> None:
    """Every package by its hash; uv is only the quicker carrier, and its absence is no error."""
    uv = uv_program()
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", str(lock)]
        if subprocess.run(command, cwd=ROOT, check=False).returncode == 0:
            return
        say("uv could not do it; trying pip")
    subprocess.run([*PIP, "--require-hashes", "-r", str(lock)], cwd=ROOT, check=True)


def uv_program() -> str:
    """uv in the environment, on the path, or fetched by pip; empty when none can be had."""
    own = VENV / "bin" / "uv"
    if own.exists():
        return str(own)
    found = shutil.which("uv")
    if found is None:
        subprocess.run([*PIP, "uv"], cwd=ROOT, check=False, stderr=subprocess.DEVNULL)
    return found or (str(own) if own.exists() else "")


def link() -> None:
    """Let the environment find this folder, and give it the ``linli`` command; nothing is built for that."""
    for packages in VENV.glob("lib/python*/site-packages"):
        write(packages / "linli.pth", f"{ROOT}\n")
    script = VENV / "bin" / "linli"
    write(script, f"#!{PYTHON}\nimport sys\n\nfrom linli.main.cli import run\n\nsys.exit(run())\n")
    script.chmod(0o755)


def write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def with_new_python() -> None:
    """Go on under a newer Python of this machine when the one at hand is too old."""
    for minor in range(15, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])  # noqa: S606  a fixed program, no shell wanted
    print("Linli needs Python 3.11 or newer with venv.", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        with_new_python()
    try:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "runtime"))
    except subprocess.CalledProcessError:
        print("The packages could not be installed; the reason stands above.", file=sys.stderr)
        sys.exit(1)
