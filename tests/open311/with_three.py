"""A program of its own that talks to an endpoint with the client ``three`` and prints what it got, as JSON.

three 0.8.0 is the last one there is and was written for Python 2. One name it takes from the standard library has
gone since (``itertools.ifilter`` is ``filter`` now) and is given back here; the client itself is used as it is.

    python with_three.py ENDPOINT KEY BUILDING
"""

from __future__ import annotations

import itertools
import json
import sys
from typing import Any

itertools.ifilter = filter  # type: ignore[attr-defined]

from three import Three  # noqa: E402


def tried(endpoint: str, key: str, building: str) -> dict[str, Any]:
    """Everything the client can do, once."""
    client = Three(endpoint, api_key=key, jurisdiction="nanning")
    told: dict[str, Any] = {"discovery": client.discovery(), "services": client.services()}
    told["by_url"] = Three(endpoint, discovery=f"{endpoint[:-3]}/discovery.json").discovery()
    told["definition"] = client.services("hotline.ebike_charging")
    told["created"] = client.post(
        "hotline.lift", address_id=building, name="秀兰 覃", phone="13800138001", description="电梯停在六楼不动。"
    )
    told["with_photo"] = client.post(
        "hotline.rubbish", lat="22.8075", long="108.3436", description="桶满了。", media=sys.stdin.buffer
    )
    told["queued"] = client.post("community.neighbours", address="桃源路36号院2栋", description="楼上漏水。")
    told["token"] = client.token(told["queued"][0]["token"])
    told["requests"] = client.requests(count=50)
    told["closed"] = client.requests(status="closed")
    told["of_a_service"] = client.requests("hotline.lift")
    told["between"] = client.requests(between=["11-01-2025", "11-03-2025"])
    told["one"] = client.request(told["created"][0]["service_request_id"])
    told["refused"] = Three(endpoint, api_key="wrong").post("hotline.lift", address_id=building, description="x")
    return told


if __name__ == "__main__":
    sys.stdout.write(json.dumps(tried(*sys.argv[1:])))
