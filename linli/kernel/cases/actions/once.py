"""What was sent once is done once, however often it arrives."""

from __future__ import annotations

from dataclasses import dataclass

from linli.plumbing import idempotency
from linli.plumbing.models import IdempotencyKey


@dataclass(frozen=True, slots=True)
class Key:
    """The idempotency key of one sent form: who sends, the key, and a digest of what was sent."""

    client: bytes
    key: str
    digest: bytes

    def is_known(self) -> bool:
        """Whether something was done under the key already; claims nothing."""
        return IdempotencyKey.objects.filter(client=self.client, key=self.key).exists()

    def is_used(self) -> bool:
        """Claim the key inside an action; whether the same was done before."""
        return idempotency.claim(client=self.client, key=self.key, digest=self.digest) is not None
