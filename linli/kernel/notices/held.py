"""Messages to a resident are kept for a year, so that both sides can read what was said."""

from linli.plumbing.held import YEAR, Goes, Held, Keep, OfSubject, declare

declare(
    Held("notices_notice", "messages", "service", Goes(), of=OfSubject(), keep=Keep(YEAR, "t.at"),
         leave_out=frozenset({"address", "link"})),  # a way in, which is for one device and one moment
)  # fmt: skip
