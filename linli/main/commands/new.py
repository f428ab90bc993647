"""``linli new scenario NAME``: a folder of the one shape, ready to be told as a story."""

from __future__ import annotations

import json
import os
import re
import shutil
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

import django
from django.utils import translation

from linli.main import terminal
from linli.main.terminal import _, complain
from linli.plumbing import manifest_check, manifests

HELP = _("start a new scenario: a folder with its manifest, packs, story and half a page")
CENTRES = ("public", "comprehensive", "property", "all")

MANIFEST = """\
name = {name}
label = {{zh = {zh}, en = {en}}}
centre = {centre}
serves = {serves}
uses = []

# [listens]
# "case.closed" = "counting.count_closed"   # a fact, and module.function in this folder

# [menu]
# place = "services"   # home, services, life, neighbours, desk, cockpit
# order = 50
"""

PACK = """\
# {title}: what a matter is called, who does it, how long it may take.
# Start with data. Python comes when the story cannot pass without it.
"""

DEMO = """\
# {title}: people, devices and cases that show it working.
"""

STORY = '''\
"""{title}, told once, in order, from a gate to a rating."""

import pytest


def test_story() -> None:
    pytest.fail("The story of {name} is not told yet: tell it here from a gate to a rating, with its marks.")
'''

README = """\
# {title}

For whom: …

What happens: …

What is measured: …
"""


def configure(parser: ArgumentParser) -> None:
    """What a scenario cannot be started without."""
    parser.add_argument("what", choices=["scenario"], help=_("what to start"))
    parser.add_argument("name", help=_("name of the folder, such as bulky_waste"))
    parser.add_argument("--zh", required=True, help=_("what people call it in Chinese"))
    parser.add_argument("--en", required=True, help=_("what people call it in English"))
    parser.add_argument("--centre", required=True, choices=CENTRES, help=_("the centre whose desk it stands on"))
    parser.add_argument("--serves", required=True, nargs="+", metavar="ID", help=_("rows of docs/requirements.toml"))
    parser.add_argument("--root", type=Path, default=manifests.SCENARIOS, help=_("where scenarios live"))


def run(args: Namespace) -> int:
    """Write the folder; 0 when it conforms, 1 with the reasons when it was not kept."""
    folder: Path = args.root / args.name
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,39}", args.name):
        complain(_("%(name)s is not a folder name: small letters, digits and _, 3 to 40") % {"name": args.name})
        return 1
    if folder.exists():
        complain(_("%(folder)s is there already") % {"folder": folder})
        return 1
    for name, text in contents(args).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    problems = _problems(folder)
    if problems:
        shutil.rmtree(folder)
        complain("\n".join(problems))
        return 1
    print(_("%(folder)s is ready. Tell its story in tests/test_story.py first.") % {"folder": folder})
    return 0


def contents(args: Namespace) -> Mapping[str, str]:
    """The files of the folder with their text."""
    words = {"name": args.name, "title": f"{args.zh} {args.en}"}
    # A JSON string is a TOML string too.
    quoted = {key: json.dumps(getattr(args, key), ensure_ascii=False) for key in ("name", "zh", "en", "centre")}
    serves = json.dumps(args.serves, ensure_ascii=False)
    return {
        "__init__.py": "",
        "scenario.toml": MANIFEST.format(**quoted, serves=serves),
        f"packs/{args.name}.yaml": PACK.format(**words),
        "packs/demo.yaml": DEMO.format(**words),
        "tests/__init__.py": "",
        "tests/test_story.py": STORY.format(**words),
        "README.md": README.format(**words),
    }


def _problems(folder: Path) -> list[str]:
    """What the validator has to say, in words; they come from Django's catalogues."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.main.settings")
    django.setup()
    with translation.override(terminal._language().replace("_", "-")):
        return [str(problem) for problem in manifest_check.problems(folder)]
