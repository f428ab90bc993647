"""One way to sign in both suites; SM2 is that of the standard, by its own example."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from linli.plumbing import signing, sm2
from linli.plumbing.signing import Signer

# GM/T 0003.5-2012, Appendix A.2: the message "message digest", signed by 1234567812345678.
PUBLIC = bytes.fromhex(
    "3059301306072a8648ce3d020106082a811ccf5501822d034200"
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
SIGNATURE = bytes.fromhex(
    "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)
SIGNERS = {suite: Signer.new(suite) for suite in ("std", "gm")}


def test_the_example_of_the_standard_is_verified() -> None:
    assert sm2.verify(PUBLIC, b"message digest", SIGNATURE)
    assert not sm2.verify(PUBLIC, b"message digesu", SIGNATURE)


@pytest.mark.parametrize("suite", SIGNERS)
@given(message=st.binary(max_size=300), other=st.binary(max_size=300), bit=st.integers(8, 8 * 60))
@examples(max_examples=25, deadline=None)
def test_a_signature_is_of_one_message_by_one_key(suite: str, message: bytes, other: bytes, bit: int) -> None:
    signer, stranger = SIGNERS[suite], Signer.new(suite)
    made = signer.sign(message)
    assert signing.verify(signer.public, message, made)
    assert message == other or not signing.verify(signer.public, other, made)
    assert not signing.verify(stranger.public, message, made)
    altered = bytearray(made)
    altered[bit // 8] ^= 1 << bit % 8
    assert not signing.verify(signer.public, message, bytes(altered))


@pytest.mark.parametrize("suite", SIGNERS)
def test_a_key_is_kept_as_bytes_and_signs_the_same_way_again(suite: str) -> None:
    again = Signer(suite, SIGNERS[suite].private)
    assert again.public == SIGNERS[suite].public
    assert signing.verify(again.public, b"x", again.sign(b"x"))


def test_a_signature_of_one_suite_is_none_of_the_other() -> None:
    std, gm = SIGNERS["std"], SIGNERS["gm"]
    assert not signing.verify(gm.public, b"x", std.sign(b"x"))
    assert not signing.verify(std.public, b"x", b"\x01" + gm.sign(b"x")[1:])
    assert not signing.verify(b"", b"x", b"")
    assert not signing.verify(b"\x02nonsense", b"x", b"\x02nonsense")
