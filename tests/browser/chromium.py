"""A headless Chromium and a Chinese font on any Linux machine, without root.

The browser is, in this order: ``LINLI_CHROMIUM``; the system's; the binary that @sparticuz/chromium carries, installed
from web/browser by npm and decompressed once. Fonts are the system's when it has a Chinese one, else those of
web/browser. The first run takes about ten seconds more; parallel workers wait for one another.
"""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from linli.main.frontend import node_folder

HERE = Path(__file__).resolve().parents[2] / "web" / "browser"
MODULES = HERE / "node_modules"
UNPACKED = MODULES / ".chromium"
SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = ("noto-sans-sc/400Regular", "noto-sans-sc/500Medium", "noto-sans-sc/700Bold", "noto-serif-sc/600SemiBold")
ARGUMENTS = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu-sandbox",
    "--disable-gpu-compositing",  # pages are put together by the processor anyway; only maps are drawn by GL
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--font-render-hinting=none",
]


class NoBrowser(Exception):
    """This machine has no Chromium and none can be fetched for it; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Chromium:
    """What Playwright is told: the program and the environment it runs in."""

    program: Path
    environment: dict[str, str]


def find() -> Chromium:
    """The browser of this machine, made ready. Raises NoBrowser."""
    environment = {**os.environ}
    program = _system()
    if program is None:
        with alone():
            install()
            program = _unpack()
        environment["LD_LIBRARY_PATH"] = os.pathsep.join(
            filter(None, [str(UNPACKED / "lib"), os.environ.get("LD_LIBRARY_PATH", "")])
        )
    if not _has_chinese_font():
        with alone():
            install()
            environment["FONTCONFIG_FILE"] = str(_font_settings())
    return Chromium(program, environment)


def _system() -> Path | None:
    named = os.environ.get("LINLI_CHROMIUM")
    if named:
        return Path(named)
    found = next(filter(None, map(shutil.which, SYSTEM)), None)
    return Path(found) if found else None


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    said = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(said.stdout.strip())


@contextmanager
def alone() -> Iterator[None]:
    """One worker at a time: the others find the work done."""
    with (HERE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install() -> None:
    """The packages of web/browser (browser, fonts, axe), once; call it inside ``alone()``."""
    stamp, wanted = MODULES / ".installed", sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    node = node_folder()
    if node is None:
        raise NoBrowser("no Node.js to fetch a browser with")
    path = os.pathsep.join([str(node), os.environ.get("PATH", "")])
    command = [str(node / "npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    done = subprocess.run(command, cwd=HERE, env=os.environ | {"PATH": path}, check=False)
    if done.returncode:
        raise NoBrowser("npm could not install web/browser")
    stamp.write_text(wanted)


def _unpack() -> Path:
    program = UNPACKED / "chromium"
    ready = UNPACKED / ".ready"
    if ready.exists():
        return program
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise NoBrowser("the packed Chromium is for Linux on x86-64; install Chromium or set LINLI_CHROMIUM")
    node = node_folder()
    if node is None:
        raise NoBrowser("no Node.js to unpack a browser with")
    subprocess.run([str(node / "node"), "unpack.mjs", str(UNPACKED)], cwd=HERE, check=True)
    for name in ("al2023.tar", "swiftshader.tar"):
        with tarfile.open(UNPACKED / name) as packed:
            packed.extractall(UNPACKED, filter="data")
        (UNPACKED / name).unlink()
    ready.touch()
    return program


def _font_settings() -> Path:
    """A fontconfig file that knows the fonts of web/browser and whatever the system has."""
    folders = [MODULES / "@expo-google-fonts" / name for name in FONTS]
    listed = "".join(f"<dir>{folder}</dir>" for folder in [*folders, "/usr/share/fonts"])
    aliases = "".join(
        f"<alias><family>{generic}</family><prefer><family>{family}</family></prefer></alias>"
        for generic, family in (("sans-serif", "Noto Sans SC"), ("serif", "Noto Serif SC"))
    )
    cache = f"<cachedir>{MODULES / '.fonts'}</cachedir>"
    target = MODULES / ".fonts.conf"
    head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
    text = f"{head}<fontconfig>{listed}{cache}{aliases}</fontconfig>"
    if not target.exists() or target.read_text() != text:
        target.write_text(text)
    return target
