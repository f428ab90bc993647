"""Messages nobody could read: nobody knows whose they are."""

from linli.plumbing.held import YEAR, Keep, NotHeld, declare

declare(NotHeld("unread_message", "nobody could read it, so nobody knows whose it is", keep=Keep(YEAR, "t.settled")))
