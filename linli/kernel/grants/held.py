"""What somebody agreed to is kept for three years after they took it back: it proves what was lawful until then."""

from linli.plumbing.held import YEAR, Held, Keep, Stays, declare

declare(Held("grants_consent", "said", "consent", Stays("proof"), keep=Keep(3 * YEAR, "t.withdrawn")))
