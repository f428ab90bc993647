"""The one way the house calls another machine: guarded, so that nobody can make it call itself or its neighbours.

Whoever may type an address (a web hook, another city's Open311) would otherwise have a hand inside the network of
the operator. Private and loopback addresses are refused unless the operator has named the host; a name is looked up
once and the connection goes to that very address; redirects are refused; an answer has a size and a time.
"""

from linli.gates.outbound.addresses import Forbidden, Target, allowed
from linli.gates.outbound.client import Answer, NotReached, send

__all__ = ["Answer", "Forbidden", "NotReached", "Target", "allowed", "send"]
