"""SM2 signatures with SM3 (GB/T 32918.2-2016) by the OpenSSL of this machine; Python's ``cryptography`` has none.

The library is asked directly (``libcrypto``, 3.0 or newer). Where there is none that knows the curve, ``NoSm2`` says
so, and a city that wants the suite ``gm`` has to bring one.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_void_p
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.plumbing.crypto_errors import CryptoError

NAMES = ("libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll")
SIGNER = b"1234567812345678"  # who signs, as GM/T 0009-2012 has it where nobody agreed on another

_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "EVP_sm3": (c_void_p, []),
    "EVP_PKEY_CTX_new_from_name": (c_void_p, [c_void_p, c_char_p, c_char_p]),
    "EVP_PKEY_CTX_new": (c_void_p, [c_void_p, c_void_p]),
    "EVP_PKEY_CTX_free": (None, [c_void_p]),
    "EVP_PKEY_CTX_set1_id": (c_int, [c_void_p, c_char_p, c_int]),
    "EVP_PKEY_keygen_init": (c_int, [c_void_p]),
    "EVP_PKEY_generate": (c_int, [c_void_p, POINTER(c_void_p)]),
    "EVP_PKEY_free": (None, [c_void_p]),
    "EVP_MD_CTX_new": (c_void_p, []),
    "EVP_MD_CTX_free": (None, [c_void_p]),
    "EVP_MD_CTX_set_pkey_ctx": (None, [c_void_p, c_void_p]),
    "EVP_DigestSignInit": (c_int, [c_void_p, c_void_p, c_void_p, c_void_p, c_void_p]),
    "EVP_DigestSign": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_DigestVerifyInit": (c_int, [c_void_p, c_void_p, c_void_p, c_void_p, c_void_p]),
    "EVP_DigestVerify": (c_int, [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t]),
    "i2d_PrivateKey": (c_int, [c_void_p, POINTER(c_void_p)]),
    "i2d_PUBKEY": (c_int, [c_void_p, POINTER(c_void_p)]),
    "d2i_AutoPrivateKey": (c_void_p, [c_void_p, POINTER(c_char_p), c_long]),
    "d2i_PUBKEY": (c_void_p, [c_void_p, POINTER(c_char_p), c_long]),
    "CRYPTO_free": (None, [c_void_p, c_char_p, c_int]),
    "ERR_clear_error": (None, []),
}


class NoSm2(CryptoError):
    sentence = _("This machine has no OpenSSL that knows SM2. Install OpenSSL 3.0 or newer, or use the suite std.")


class Sm2Refused(CryptoError):
    sentence = _("This is no SM2 key.")


def generate() -> bytes:
    """A new private key, as DER."""
    lib = _lib()
    maker = lib.EVP_PKEY_CTX_new_from_name(None, b"SM2", None)
    if not maker:
        raise NoSm2
    key = c_void_p()
    try:
        if lib.EVP_PKEY_keygen_init(maker) != 1 or lib.EVP_PKEY_generate(maker, byref(key)) != 1:
            raise NoSm2
        return _der(lib.i2d_PrivateKey, key.value)
    finally:
        lib.EVP_PKEY_free(key)
        lib.EVP_PKEY_CTX_free(maker)


def public_of(private: bytes) -> bytes:
    """The public key of a private one, as DER (SubjectPublicKeyInfo)."""
    with _key(_lib().d2i_AutoPrivateKey, private) as key:
        return _der(_lib().i2d_PUBKEY, key)


def sign(private: bytes, message: bytes) -> bytes:
    """The signature of a message, as DER (two whole numbers); never the same twice."""
    lib = _lib()
    with _key(lib.d2i_AutoPrivateKey, private) as key, _at_work(lib, key) as work:
        length = c_size_t()
        begun = lib.EVP_DigestSignInit(work, None, lib.EVP_sm3(), None, key) == 1
        if not begun or lib.EVP_DigestSign(work, None, byref(length), message, len(message)) != 1:
            raise Sm2Refused
        made = ctypes.create_string_buffer(length.value)
        if lib.EVP_DigestSign(work, made, byref(length), message, len(message)) != 1:
            raise Sm2Refused
        return made.raw[: length.value]


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the owner of the key has signed this very message."""
    lib = _lib()
    with _key(lib.d2i_PUBKEY, public) as key, _at_work(lib, key) as work:
        if lib.EVP_DigestVerifyInit(work, None, lib.EVP_sm3(), None, key) != 1:
            raise Sm2Refused
        fits: bool = lib.EVP_DigestVerify(work, signature, len(signature), message, len(message)) == 1
    lib.ERR_clear_error()
    return fits


@lru_cache(maxsize=1)
def _lib() -> Any:
    """The library with the types of what is asked of it; ``NoSm2`` where there is none."""
    for name in filter(None, (*NAMES, ctypes.util.find_library("crypto"))):
        try:
            lib = ctypes.CDLL(name)
            for function, (result, arguments) in _SIGNATURES.items():
                called = getattr(lib, function)
                called.restype, called.argtypes = result, arguments
        except (OSError, AttributeError):
            continue
        return lib
    raise NoSm2


def _der(write: Any, key: int | None) -> bytes:
    """What the library writes of a key, in memory of its own that is given back."""
    out = c_void_p()
    length = write(key, byref(out))
    if length <= 0 or not out.value:
        raise Sm2Refused
    try:
        return ctypes.string_at(out.value, length)
    finally:
        _lib().CRYPTO_free(out, b"", 0)


@contextmanager
def _key(read: Any, der: bytes) -> Iterator[int]:
    start = c_char_p(der)
    key = read(None, byref(start), len(der))
    if not key:
        _lib().ERR_clear_error()
        raise Sm2Refused
    try:
        yield key
    finally:
        _lib().EVP_PKEY_free(key)


@contextmanager
def _at_work(lib: Any, key: int) -> Iterator[int]:
    """A digest under way that knows who signs."""
    work, who = lib.EVP_MD_CTX_new(), lib.EVP_PKEY_CTX_new(key, None)
    try:
        if not work or not who or lib.EVP_PKEY_CTX_set1_id(who, SIGNER, len(SIGNER)) != 1:
            raise Sm2Refused
        lib.EVP_MD_CTX_set_pkey_ctx(work, who)
        yield work
    finally:
        lib.EVP_MD_CTX_free(work)
        lib.EVP_PKEY_CTX_free(who)
