"""Two folders of the demo that stand in for the shares of an audit office and of a district: its witnesses."""

from __future__ import annotations

import os
from pathlib import Path

from linli.main.launcher import env

SETTING = "LINLI_WITNESSES"
FOLDERS = {"市审计局": "audit_office", "青秀区": "qingxiu"}


def name_witnesses(home: Path) -> None:
    """Make the folders and write down who they are, unless the operator has named others."""
    if os.environ.get(SETTING) or env.read(home).get(SETTING):
        return
    told = []
    for called, folder in FOLDERS.items():
        path = home / "witnesses" / folder
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        told.append(f"{called}={path}")
    env.write(home, {SETTING: ",".join(told)})
