"""Sealed values open only in their place and with their key; fit keys are made and unfit ones refused."""

import base64
import json
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import algorithms
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from linli.plumbing import crypto, keys
from linli.plumbing.suites import SUITES, Sm4Gcm


@pytest.fixture(autouse=True, params=["std", "gm"])
def keys_file(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """The keys of a city, once in each suite."""
    settings.KEYS_FILE = tmp_path / "keys" / "keys.json"
    keys.forget()
    keys.ensure_keys(settings.KEYS_FILE, suite=request.param)
    with translation.override("en"):
        yield settings.KEYS_FILE
    keys.forget()


once = examples(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


@pytest.mark.asvs("V11.3.2", "V11.2.1")
@pytest.mark.dengbao("8.1.4.8 b")
@once
@given(st.text(), st.text())
def test_a_sealed_text_opens_in_its_place_only(text: str, elsewhere: str) -> None:
    blob = crypto.seal(text, bound="people_person.phone:123")
    assert crypto.unseal_text(blob, bound="people_person.phone:123") == text
    if elsewhere != "people_person.phone:123":
        with pytest.raises(crypto.SealBroken):
            crypto.unseal(blob, bound=elsewhere)


@pytest.mark.asvs("V11.3.3")
@pytest.mark.dengbao("8.1.4.7 b")
@once
@given(st.binary(max_size=40), st.data())
def test_a_blob_with_any_bit_changed_or_cut_does_not_open(value: bytes, data: st.DataObject) -> None:
    blob = bytearray(crypto.seal(value, bound="b"))
    bit = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[bit // 8] ^= 1 << bit % 8
    with pytest.raises((crypto.SealBroken, crypto.KeyUnknown)):
        crypto.unseal(blob, bound="b")
    with pytest.raises((crypto.SealBroken, crypto.KeyUnknown)):
        crypto.unseal(blob[: bit // 8], bound="b")


@pytest.mark.asvs("V11.3.2")
def test_the_same_text_never_looks_the_same_twice() -> None:
    assert len({crypto.seal("13800138000", bound="b") for _ in range(100)}) == 100


def test_columns_are_sealed_and_opened_in_one_go() -> None:
    values, bounds = [f"1387710{n:04d}" for n in range(300)], [f"people_person.phone:{n}" for n in range(300)]
    blobs = crypto.seal_many(values, bounds=bounds)
    assert [crypto.unseal_text(blob, bound=bound) for blob, bound in zip(blobs, bounds, strict=True)] == values
    assert crypto.unseal_text(memoryview(blobs[7]), bound=bounds[7]) == values[7]
    assert len({blob[3:15] for blob in blobs}) == 300
    with pytest.raises(ValueError, match="shorter"):
        crypto.seal_many(values, bounds=bounds[:-1])


@pytest.mark.asvs("V11.4.1")
def test_a_fingerprint_is_steady_within_its_purpose_and_says_nothing_across() -> None:
    phone = crypto.blind("13800138000", purpose="phone")
    assert len(phone) == 16
    assert phone == crypto.blind(b"13800138000", purpose="phone")
    assert phone != crypto.blind("13800138000", purpose="identity number")
    assert crypto.blind_many(["a", "b"], purpose="phone") == [crypto.blind(v, purpose="phone") for v in "ab"]


@pytest.mark.asvs("V11.2.2")
def test_after_a_rotation_the_old_opens_and_the_new_seals(keys_file: Path) -> None:
    old, mark = crypto.seal("旧", bound="b"), crypto.blind("x", purpose="p")
    assert keys.rotate(keys_file) == 2
    new = crypto.seal("新", bound="b")
    assert crypto.unseal_text(old, bound="b") == "旧"
    code = bytes([SUITES[keys.ring().suite]])
    assert (old[:3], new[:3]) == (code + b"\x00\x01", code + b"\x00\x02")
    assert crypto.is_stale(old)
    assert not crypto.is_stale(new)
    assert crypto.unseal_text(crypto.reseal(old, bound="b"), bound="b") == "旧"
    assert crypto.reseal(new, bound="b") == new
    assert crypto.blind("x", purpose="p") == mark
    assert keys_file.stat().st_mode & 0o777 == 0o600


def test_a_value_of_another_citys_keys_says_which_key_is_missing(keys_file: Path, settings: Settings) -> None:
    keys.rotate(keys_file)
    blob = crypto.seal("x", bound="b")
    settings.KEYS_FILE = keys_file.with_name("other.json")
    keys.ensure_keys(settings.KEYS_FILE)
    with pytest.raises(crypto.KeyUnknown, match="2"):
        crypto.unseal(blob, bound="b")


def test_a_file_sealed_under_an_owners_key_does_not_open_without_it() -> None:
    own, other = crypto.new_key(), crypto.new_key()
    blob = crypto.seal_under(own, b"photo", bound="paper:1")
    assert crypto.unseal_under(own, blob, bound="paper:1") == b"photo"
    for key, bound in ((other, "paper:1"), (own, "paper:2")):
        with pytest.raises(crypto.SealBroken):
            crypto.unseal_under(key, blob, bound=bound)
    with pytest.raises(crypto.KeyUnknown):
        crypto.unseal(blob, bound="paper:1")
    with pytest.raises(crypto.SealBroken):
        crypto.unseal_under(own, crypto.seal(b"photo", bound="paper:1"), bound="paper:1")


def test_first_starts_at_the_same_moment_agree_on_one_file(tmp_path: Path) -> None:
    path, seen = tmp_path / "new" / "keys.json", []

    def start() -> None:
        keys.ensure_keys(path)
        seen.append(keys.read_keys(path).fingerprint)

    starts = [threading.Thread(target=start) for _ in range(8)]
    for each in starts:
        each.start()
    for each in starts:
        each.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_keys_file_is_never_overwritten_by_a_start(keys_file: Path) -> None:
    before = keys_file.read_bytes()
    keys.ensure_keys(keys_file)
    assert keys_file.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o620])
def test_a_keys_file_that_others_may_read_is_refused(keys_file: Path, mode: int) -> None:
    keys_file.chmod(mode)
    with pytest.raises(keys.KeysOpenToOthers, match="chmod 600"):
        keys.ensure_keys(keys_file)


def test_a_missing_keys_file_is_named_and_not_silently_replaced(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_FILE = tmp_path / "gone.json"
    with pytest.raises(keys.KeysMissing, match="gone"):
        crypto.seal("x", bound="b")
    assert not settings.KEYS_FILE.exists()


GUESSABLE = {
    "empty": b"",
    "zeros": bytes(32),
    "short": b"\x9a\x01\xfe\x44" * 4,
    "repeated": b"\x9a\x01\xfe\x44" * 8,
    "counted": bytes(range(200, 232)),
    "typed": b"linli-demo-key-do-not-use-in-2026"[:32],
}


@pytest.mark.asvs("V11.2.3", "V13.2.3")
@pytest.mark.parametrize("key", GUESSABLE.values(), ids=GUESSABLE.keys())
@pytest.mark.parametrize("place", ["seal", "blind"])
def test_a_guessable_key_is_refused(keys_file: Path, key: bytes, place: str) -> None:
    held = json.loads(keys_file.read_text())
    text = base64.b64encode(key).decode()
    if place == "seal":
        held["seal"][0]["key"] = text
    else:
        held["blind"] = text
    keys_file.write_text(json.dumps(held))
    with pytest.raises(keys.KeysUnfit, match="guessable"):
        keys.ensure_keys(keys_file)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"suite":"std","seal":[]}', '{"suite":'])
def test_a_damaged_keys_file_is_refused(keys_file: Path, text: str) -> None:
    keys_file.write_text(text)
    with pytest.raises(keys.KeysUnfit, match="backup"):
        keys.ensure_keys(keys_file)


def test_doubled_ids_repeated_keys_and_unknown_suites_are_refused(keys_file: Path) -> None:
    held = json.loads(keys_file.read_text())
    one = held["seal"][0]
    for change in (
        {"seal": [one, one]},
        {"seal": [one, {"id": 2, "key": one["key"]}]},
        {"blind": one["key"]},
        {"seal": [{"id": 0, "key": one["key"]}]},
        {"suite": "rot13"},
    ):
        keys_file.write_text(json.dumps(held | change))
        with pytest.raises(keys.KeysUnfit):
            keys.read_keys(keys_file)


def test_keys_do_not_show_when_printed(keys_file: Path) -> None:
    ring = keys.read_keys(keys_file)
    secret = json.loads(keys_file.read_text())["seal"][0]["key"]
    assert secret not in repr(vars(ring))
    assert "cipher" not in repr(ring.newest)
    assert len(ring.fingerprint) == 8


def test_a_running_process_learns_of_the_next_key_when_it_meets_it(keys_file: Path) -> None:
    """Another process has begun the next key; what it sealed opens here at once."""
    crypto.seal("x", bound="b")
    held = json.loads(keys_file.read_text())
    held["seal"].append({"id": 2, "key": base64.b64encode(secrets.token_bytes(32)).decode()})
    draft = keys_file.with_name("next")
    draft.write_text(json.dumps(held))
    draft.chmod(0o600)
    mine = keys.ring()
    draft.replace(keys_file)
    theirs = keys.read_keys(keys_file)
    nonce = secrets.token_bytes(12)
    blob = theirs.newest.head + nonce + theirs.newest.cipher.encrypt(nonce, b"y", b"b")
    assert mine.newest.number == 1
    assert crypto.unseal(blob, bound="b") == b"y"
    assert keys.ring().newest.number == 2


def test_a_retired_key_opens_nothing_and_stays_in_the_file(keys_file: Path) -> None:
    old = crypto.seal("x", bound="b")
    keys.rotate(keys_file)
    keys.retire(keys_file, 1)
    with pytest.raises(crypto.KeyUnknown, match="1"):
        crypto.unseal(old, bound="b")
    assert [key["id"] for key in json.loads(keys_file.read_text())["retired"]] == [1]


def test_a_value_of_the_other_suite_opens_whatever_the_city_seals_with(keys_file: Path) -> None:
    """The suite stands in the blob: its cipher is found by it, and without a key of that suite it says so."""
    other = {"std": "gm", "gm": "std"}[keys.ring().suite]
    code = bytes([SUITES[other]])
    blob = crypto.seal("x", bound="b")
    with pytest.raises(crypto.KeyUnknown):
        crypto.unseal(code + blob[1:], bound="b")


def test_an_unknown_suite_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(keys.SuiteUnknown, match="std, gm"):
        keys.ensure_keys(tmp_path / "k.json", suite="rot13")
    assert not (tmp_path / "k.json").exists()


def test_sm4_gcm_is_that_of_rfc_8998() -> None:
    """Appendix A.1: the key there, the nonce, the text, what has to come out."""
    cipher = Sm4Gcm(bytes(32))
    cipher._sm4 = algorithms.SM4(bytes.fromhex("0123456789abcdeffedcba9876543210"))
    nonce, beside = bytes.fromhex("00001234567800000000abcd"), bytes.fromhex("feedfacedeadbeef" * 2 + "abaddad2")
    text = bytes.fromhex("".join(digit * 16 for digit in "abcdefea"))
    made = cipher.encrypt(nonce, text, beside)
    assert made[:16].hex() == "17f399f08c67d5ee19d0dc9969c4bb7d"
    assert made[-16:].hex() == "83de3541e4c2b58177e065a9bf7b62ec"
    assert cipher.decrypt(nonce, made, beside) == text
