"""``linli exchange``: key pairs for programs of other bodies, and the check of a kept pair without any database."""

from __future__ import annotations

import base64
import binascii
import json
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from linli.main.terminal import _, complain

HELP = _("signed exchange with programs of other bodies: make a key pair, verify a kept pair")


def configure(parser: ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True, metavar=_("WHAT"))
    verify = deeds.add_parser("verify", help=_("check a kept request and answer; needs neither network nor database"))
    verify.add_argument("file", type=Path, metavar=_("FILE"), help=_("the pair a program kept, as JSON"))
    verify.add_argument("--city-key", default="", metavar="BASE64", help=_("the city's public key as you know it"))
    verify.add_argument(
        "--program-key", default="", metavar="BASE64", help=_("the program's public key as you know it")
    )
    verify.add_argument("--json", action="store_true", help=_("as JSON"))
    key = deeds.add_parser("key", help=_("make a key pair; the secret half is written to a file of mode 600"))
    key.add_argument("file", type=Path, metavar=_("FILE"), help=_("where the secret half goes; must not exist"))


def run(args: Namespace) -> int:
    """0 when it is what both signed, 1 with the reason when it is not."""
    return _key(args.file) if args.deed == "key" else _verify(args)


def _key(file: Path) -> int:
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    made = Ed25519PrivateKey.generate()
    secret = made.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        complain(_("%(file)s cannot be written: %(why)s") % {"file": file, "why": error.strerror})
        return 1
    with os.fdopen(handle, "wb") as out:
        out.write(secret)
    print(base64.b64encode(made.public_key().public_bytes_raw()).decode())
    return 0


def _verify(args: Namespace) -> int:
    from linli.gates.exchange import signed

    try:
        pair = json.loads(args.file.read_bytes())
        known = {name: base64.b64decode(text, validate=True) for name, text in _known(args).items()}
    except (OSError, ValueError, binascii.Error) as error:
        complain(_("This cannot be read: %(why)s") % {"why": error})
        return 1
    verdict = signed.verify(pair, **known)
    told: dict[str, Any] = {
        "holds": not verdict.problems,
        "problems": list(verdict.problems),
        "program": verdict.program,
        "city": verdict.city,
    }
    if verdict.sent is not None and verdict.answered is not None:
        told |= {"asked": verdict.sent.time, "answered": verdict.answered.time, "status": verdict.answered.status}
        told |= {"asked_digest": verdict.sent.digest.hex(), "answer_digest": verdict.answered.digest.hex()}
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        _say(told)
    return 1 if verdict.problems else 0


def _known(args: Namespace) -> dict[str, str]:
    given = {"city": args.city_key, "program": args.program_key}
    return {name: text for name, text in given.items() if text}


def _say(told: dict[str, Any]) -> None:
    said = {
        "unreadable": _("This is no kept pair, or a part of it is missing."),
        "request": _("The request is not what the program signed: something of it was changed."),
        "answer": _("The answer is not what the city signed, or belongs to another request."),
        "city_key": _("The city's key in it is not the one you know."),
        "program_key": _("The program's key in it is not the one you know."),
    }
    for problem in told["problems"]:
        complain(said[problem])
    if told["holds"]:
        asked, answered = told["asked"], told["answered"]
        print(_("It holds: asked %(asked)s, answered %(answered)s.") % {"asked": asked, "answered": answered})
        print(_("Key of the program %(program)s, of the city %(city)s.") % {**told})
        print(_("In the journal: request %(asked_digest)s, answer %(answer_digest)s.") % {**told})
