"""The tree against the vectors of RFC 6962's own authors, against a tree written down naively, and against forgers."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.engines.merkle import EMPTY, Growing, Stored, leaf, node, proves_consistency, proves_inclusion

# github.com/google/certificate-transparency, merkletree tests: eight entries, and the root after each.
ENTRIES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                          "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node(naive(leaves[:split]), naive(leaves[split:]))


class Shelf:
    """A tree and what was kept of it: all leaves, and the nodes the tree said were worth it."""

    def __init__(self, count: int, step: int = 1) -> None:
        self.leaves = [leaf(str(number).encode()) for number in range(count)]
        self.levels: dict[int, list[bytes]] = {0: self.leaves}
        self.tree = Growing()
        for start in range(0, count, step):
            for found in self.tree.extend(self.leaves[start : start + step]):
                kept = self.levels.setdefault(found.level, [])
                assert found.number == len(kept)
                kept.append(found.hash)

    def hashes(self, level: int, first: int, count: int) -> list[bytes]:
        found = self.levels.get(level, [])[first : first + count]
        assert len(found) == count
        return found


def test_the_vectors_of_the_standard() -> None:
    tree = Growing()
    assert tree.root() == EMPTY
    for entry, root in zip(ENTRIES, ROOTS, strict=True):
        tree.extend([leaf(entry)])
        assert tree.root().hex() == root


def test_a_proof_of_the_standard() -> None:
    """The path of the first of eight leaves, and that the tree of six is the beginning of that of eight."""
    held = [leaf(entry) for entry in ENTRIES]
    stored = Stored(lambda _level, first, count: held[first : first + count])
    assert [one.hex() for one in stored.inclusion(0, 8)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [one.hex() for one in stored.consistency(6, 8)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 255, 256, 257, 511, 512, 1000])
def test_it_is_the_naive_tree(count: int) -> None:
    shelf = Shelf(count, step=7)
    assert shelf.tree.root() == naive(shelf.leaves)
    assert Growing.at(count, shelf.hashes).root() == shelf.tree.root()
    assert Growing.at(count, shelf.hashes).peaks == shelf.tree.peaks


def test_a_tree_of_three_stored_levels() -> None:
    """65,536 leaves have a node of the second stored level; a tree found again there goes on as if never left."""
    shelf = Shelf(65_536 + 300, step=1000)
    assert len(shelf.levels[16]) == 1
    again = Growing.at(65_536 + 300, shelf.hashes)
    assert again.root() == shelf.tree.root()
    more = [leaf(b"more")] * 700
    assert again.extend(more) == shelf.tree.extend(more)
    assert again.root() == shelf.tree.root()


LARGE = Shelf(1_000, step=33)


@given(st.integers(1, 1_000), st.data())
def test_any_leaf_is_proved_and_no_other(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    root = naive(LARGE.leaves[:size])
    proof = Stored(LARGE.hashes).inclusion(index, size)
    here = LARGE.leaves[index]
    assert proves_inclusion(here, index, size, proof, root)
    assert len(proof) <= size.bit_length()
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index)) if size > 1 else None
    if other is not None:
        assert not proves_inclusion(LARGE.leaves[other], index, size, proof, root)
        assert not proves_inclusion(here, other, size, proof, root)
    assert not proves_inclusion(here, index, size, [*proof, root], root)
    assert not proves_inclusion(here, size, size, proof, root)
    if proof:
        assert not proves_inclusion(here, index, size, proof[:-1], root)
        spoilt = data.draw(st.integers(0, len(proof) - 1))
        assert not proves_inclusion(here, index, size, _spoilt(proof, spoilt), root)


@given(st.integers(1, 1_000), st.data())
def test_any_beginning_is_proved_and_no_other(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, size))
    before, root = naive(LARGE.leaves[:old]), naive(LARGE.leaves[:size])
    proof = Stored(LARGE.hashes).consistency(old, size)
    assert proves_consistency(old, size, proof, before, root)
    if old > 0:
        assert not proves_consistency(old, size, proof, leaf(b"?"), root)
        assert not proves_consistency(old, size, proof, before, leaf(b"?"))
        assert not proves_consistency(old, size, [*proof, root], before, root)
    if proof:
        assert not proves_consistency(old, size, proof[:-1], before, root)
        spoilt = data.draw(st.integers(0, len(proof) - 1))
        assert not proves_consistency(old, size, _spoilt(proof, spoilt), before, root)


def test_a_proof_of_what_is_not_there_is_refused() -> None:
    stored = Stored(LARGE.hashes)
    for index, size in ((5, 5), (-1, 5), (0, 0)):
        with pytest.raises(ValueError, match="no leaf"):
            stored.inclusion(index, size)
    with pytest.raises(ValueError, match="never had"):
        stored.consistency(6, 5)
    with pytest.raises(ValueError, match="peaks"):
        Growing(3, [EMPTY])


def _spoilt(proof: list[bytes], place: int) -> list[bytes]:
    return [leaf(one) if number == place else one for number, one in enumerate(proof)]
