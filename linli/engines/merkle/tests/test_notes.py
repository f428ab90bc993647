"""Notes as others write and read them: the example of the standard, and what must not pass for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.engines.merkle.notes import COSIGNATURE, Checkpoint, Key, NotANote, Note, Signer, signed

# golang.org/x/mod/sumdb/note, the example of its documentation.
THEIRS = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
WRITTEN = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
CITY = Signer("linli/nanning", bytes(range(32)))
OTHER = Signer("linli/nanning", bytes(range(1, 33)))
WITNESS = Signer("auditor", bytes(range(2, 34)), COSIGNATURE)


def test_a_note_of_another_program_is_read() -> None:
    key = Key.read(THEIRS)
    assert str(key) == THEIRS
    note = Note.read(WRITTEN)
    assert note.signed_by([key]) == [key]
    altered = Note.read(WRITTEN.replace("answer", "Answer"))
    assert altered.signed_by([key]) == []
    assert altered.names(key)


def test_a_checkpoint_goes_out_and_comes_back() -> None:
    checkpoint = Checkpoint("linli/nanning", 4711, b"r" * 32)
    note = Note.read(signed(checkpoint.text, [CITY]))
    assert Checkpoint.read(note.text) == checkpoint
    assert note.signed_by([OTHER.key, CITY.key]) == [CITY.key]
    assert not note.names(OTHER.key)  # of the same name, and not the same key


def test_a_witness_says_when_it_saw_the_note() -> None:
    text = Checkpoint("linli/nanning", 7, b"r" * 32).text
    note = Note.read(signed(text, [CITY]) + WITNESS.line(text, moment=1_795_000_000))
    assert note.signed_by([CITY.key, WITNESS.key]) == [CITY.key, WITNESS.key]
    assert note.signatures[1].line == WITNESS.line(text, moment=1_795_000_000)
    moved = Note.read(signed(text, [CITY]) + WITNESS.line(text + "x", moment=1_795_000_000))
    assert moved.signed_by([WITNESS.key]) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\nno dash\n",
        "text\n\n\u2014 name\n",
        "text\n\n\u2014 name ?\n",
        "t\n\n\u2014 n AAAA",
    ],
)
def test_what_is_no_note(wrong: str) -> None:
    with pytest.raises(NotANote):
        Note.read(wrong)


@pytest.mark.parametrize("wrong", ["", "a", "a+b+c", THEIRS.replace("c74", "c75"), THEIRS[:-4], "+c74f20a3+AAAA"])
def test_what_is_no_key(wrong: str) -> None:
    with pytest.raises(NotANote):
        Key.read(wrong)


@pytest.mark.parametrize(
    "wrong", ["", "a\n", "a\n-1\nAA==\n", "a\n01\nAA==\n", "a\n1\nAA==\n", "a\n1\n?\n", "a\n" + "9" * 5000]
)
def test_what_is_no_checkpoint(wrong: str) -> None:
    with pytest.raises(NotANote):
        Checkpoint.read(wrong)


@given(st.text(), st.text())
def test_no_text_is_read_as_something_else(text: str, below: str) -> None:
    """Whatever is handed in is refused or read; what is read and signed by a key was signed by it."""
    try:
        note = Note.read(f"{text}\n\n{below}\n")
    except NotANote:
        return
    assert note.signed_by([CITY.key]) == []
