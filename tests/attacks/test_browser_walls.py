"""What browsers are told to hold: headers of every answer, cookies, methods; and what is not served at all."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import override_settings

from linli.kit.security import content_policy
from linli.main.logs import Line
from tests.attacks.asking import Walk, ways
from tests.attacks.sources import modules
from tests.surfaces import Visit, surface
from tests.world import World

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
MAY_BE_KEPT = (
    "tiles/",
    "open-data/",
    "map",  # asked for again each time, and nobody's name is on it
    "around",
    "manifest",
    "sw.js",
    "robots",
    "sitemap",
    "open311",
    "figures",
    "paper/",
    "case/<str:number>/photo",
    "offline",
    "api/v1/figures",
    "api/v1/public",
    "report/blank",
)
NOT_SERVED = (
    "/.git/config",
    "/.git/HEAD",
    "/.env",
    "/run.env",
    "/keys.json",
    "/pyproject.toml",
    "/linli/main/settings.py",
    "/static/",
    "/static/dist/",
    "/admin/",
    "/docs",
    "/api/docs",
    "/api/v1/docs",
    "/metrics",
    "/server-status",
    "/debug",
    "/__debug__/",
    "/actuator",
    "/.well-known/../keys.json",
)
DANGEROUS = {"eval", "exec", "compile", "__import__"}
UNPACKING = {"pickle", "marshal", "shelve", "dill", "cPickle"}


@pytest.mark.asvs("V3.4.3", "V3.4.4", "V3.4.5", "V3.4.6", "V14.3.2", "V4.1.1")
@pytest.mark.parametrize("name", ["public", "desk"])
def test_every_answer_carries_the_walls_of_a_browser(walk: Walk, name: str) -> None:
    wrong = []
    with surface(name):
        for route, _methods in ways(name, "GET"):
            answer = walk.visit(walk.owner(name, route)).get(walk.address(route))
            said = {header: answer.get(header) for header in HEADERS}
            if said != HEADERS or answer.get("Content-Security-Policy") != content_policy():
                wrong.append(f"{route}: {said}")
            if answer.status_code == 200 and "no-store" not in answer.get("Cache-Control", ""):
                wrong += (
                    [] if route.startswith(MAY_BE_KEPT) else [f"{route} may be kept: {answer.get('Cache-Control')}"]
                )
            kind = answer.get("Content-Type", "")
            if answer.status_code == 200 and kind.startswith("text/") and "charset=utf-8" not in kind.lower():
                wrong.append(f"{route} says no encoding: {kind}")
    assert not wrong, "\n".join(wrong)
    policy = dict(part.split(" ", 1) for part in content_policy().split("; "))
    assert (policy["default-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'",) * 3
    assert not re.search(r"unsafe|\*|https?:(?!//localhost)", content_policy())


@pytest.mark.asvs("V3.3.1", "V3.3.2", "V3.3.3", "V3.3.4", "V3.4.1")
def test_cookies_of_a_public_address_are_bound_to_it() -> None:
    """Settings as a city has them: everything over https."""
    ask = (
        "import json; from django.conf import settings as s;"
        "print(json.dumps({n: getattr(s, n) for n in ('SESSION_COOKIE_NAME','CSRF_COOKIE_NAME','BROWSER_COOKIE_NAME',"
        "'SESSION_COOKIE_SECURE','CSRF_COOKIE_SECURE','SESSION_COOKIE_HTTPONLY','SESSION_COOKIE_SAMESITE',"
        "'CSRF_COOKIE_SAMESITE','SESSION_COOKIE_DOMAIN','SESSION_COOKIE_PATH')}))"
    )
    for name in ("public", "desk"):
        environment = {
            **os.environ,
            "LINLI_SURFACE": name,
            "PUBLIC_URL": "https://city.example",
            "DESK_URL": "https://desk.city.example",
        }
        done = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)
        assert all(found[one].startswith("__Host-") for one in found if one.endswith("COOKIE_NAME"))
        assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is found["SESSION_COOKIE_HTTPONLY"] is True
        assert {found["SESSION_COOKIE_SAMESITE"], found["CSRF_COOKIE_SAMESITE"]} == {"Lax"}
        assert (found["SESSION_COOKIE_DOMAIN"], found["SESSION_COOKIE_PATH"]) == (None, "/")


@pytest.mark.asvs("V3.4.1")
def test_a_public_address_is_https_for_a_year(world: World, db: None) -> None:
    with surface("public"), override_settings(SURFACE_URL="https://city.example"):
        said = Visit().get("/")["Strict-Transport-Security"]
    assert said == "max-age=31536000; includeSubDomains"


@pytest.mark.asvs("V3.3.2", "V3.3.4")
def test_every_cookie_says_who_may_read_it(walk: Walk) -> None:
    for name, who in (("public", "resident"), ("desk", "clerk")):
        with surface(name):
            for cookie in walk.visit(who).cookies.values():
                assert cookie["samesite"] in ("Lax", "Strict"), cookie.key
                if cookie.key == settings.SESSION_COOKIE_NAME:
                    assert cookie["httponly"]


@pytest.mark.asvs("V3.4.2")
def test_another_origin_is_answered_by_a_fixed_rule(walk: Walk) -> None:
    """Only what is public to everybody may be read from anywhere; nobody's own origin is repeated to them."""
    with surface("public"):
        for route, _methods in ways("public", "GET"):
            answer = walk.visit("resident").get(walk.address(route), headers={"Origin": "https://evil.example"})
            said = answer.get("Access-Control-Allow-Origin", "")
            assert "evil" not in said
            assert not said or (said == "*" and route.startswith(("open311", "api/v1/figures", "figures", "around"))), (
                route
            )
            assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.asvs("V3.5.1", "V3.5.3")
@pytest.mark.parametrize("name", ["public", "desk"])
def test_nothing_is_changed_without_the_forms_own_token(walk: Walk, name: str) -> None:
    """Every route that takes a form refuses one of another site: right session, right fields, no token."""
    wrong = []
    with surface(name):
        for route, methods in ways(name, "POST"):
            if route.startswith(("api/", "open311", "exchange/")):  # programs: no session to borrow
                continue
            who = walk.owner(name, route)
            answer = walk.visit(who).post(
                walk.address(route), {"text": "x"}, headers={"Origin": "https://evil.example"}
            )
            if answer.status_code not in (403, 404, 302) or (
                answer.status_code == 302 and "/login" not in answer["Location"]
            ):
                wrong.append(f"{route} {methods}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.asvs("V3.5.2")
def test_a_plain_form_reaches_no_operation_of_the_api(walk: Walk) -> None:
    with surface("public"):
        for path in ("matters", "receipts", "login", "codes", f"matters/{walk.matter.opened.number}/words"):
            for kind in ("application/x-www-form-urlencoded", "text/plain"):
                answer = Visit().post(f"/api/v1/{path}", b'{"text": "x"}', content_type=kind)
                assert answer.status_code in (403, 404, 422), path


@pytest.mark.asvs("V13.4.1", "V13.4.3", "V13.4.5", "V15.2.3")
@pytest.mark.parametrize("path", NOT_SERVED)
def test_what_is_no_page_is_not_served(world: World, db: None, path: str) -> None:
    for name in ("public", "desk"):
        with surface(name):
            assert Visit().get(path).status_code in (301, 302, 403, 404)


@pytest.mark.asvs("V13.4.2")
def test_nothing_is_run_to_be_debugged() -> None:
    assert settings.DEBUG is False
    assert not [one for one in (*settings.INSTALLED_APPS, *settings.MIDDLEWARE) if "debug" in one.lower()]
    ask = "from django.conf import settings; print(settings.DEBUG)"
    environment = {**os.environ, "DEBUG": "1", "DJANGO_DEBUG": "1", "LINLI_DEBUG": "1"}
    done = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.asvs("V13.4.4")
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_no_page_takes_another_method(walk: Walk, method: str) -> None:
    for name in ("public", "desk"):
        with surface(name):
            visit = walk.visit("resident" if name == "public" else "clerk")
            for path in ("/", f"/case/{walk.matter.opened.number}", "/login"):
                answer = visit.generic(method, path, headers={"X-Secret": "mirror"})
                assert answer.status_code in (403, 405)
                assert b"mirror" not in answer.content


@pytest.mark.asvs("V1.3.2", "V1.3.7", "V1.5.2", "V1.2.5")
def test_nothing_is_evaluated_unpacked_or_run_from_text() -> None:
    """No eval, no pickle, no YAML that makes objects, no template from a string, no shell."""
    wrong = []
    for module in modules():
        wrong += [f"{module.path}: {one}" for one in module.names & UNPACKING]
        for call in module.calls:
            text = call.what.endswith((".from_string", "yaml.load", "yaml.unsafe_load", "os.system", "os.popen"))
            template = call.what.endswith("Template") and "string" in call.what
            if call.what in DANGEROUS or text or template or call.in_a_shell:
                wrong.append(f"{module.path}:{call.line} {call.what}")
    assert [one for one in wrong if not one.startswith("main/bench")] == []


@pytest.mark.asvs("V16.4.1", "V16.2.1", "V16.2.5")
def test_a_line_of_the_log_is_one_line_with_its_moment_and_no_code() -> None:
    import logging

    record = logging.LogRecord("linli.kit", logging.ERROR, "x.py", 1, "GET %s", ("/c/7K3M-9QXT-4C8W?a=1",), None)
    said = Line("%(asctime)s %(levelname)s %(name)s: %(message)s").format(record)
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ERROR linli.kit: GET /c/", said)
    assert "7K3M" not in said
    forged = logging.LogRecord(
        "linli.kit", logging.ERROR, "x.py", 1, "%s", ("a\n2026-01-01 00:00:00,000 INFO root: all is well",), None
    )
    assert all(
        one.startswith(("ERROR ", "| ")) for one in Line("%(levelname)s %(message)s").format(forged).splitlines()
    )
