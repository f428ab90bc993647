"""The verbs by which somebody looked at what concerns a person, or took it along: what an auditor watches."""

REVEALS = ("person.reveal",)  # behind a mask, with a reason
EXPORTS = ("person.export", "case.export", "list.export", "register.export", "import.export")
READS = ("person.read", "case.read", "proposal.read", "unread.look", "call.look")
LOOKS = (*REVEALS, *EXPORTS, *READS)
ENDINGS = (".reveal", ".export", ".read", ".look")  # how such a verb is called; one that is none stands below
NO_LOOKS = frozenset({"case.reveal"})  # tells a unit what a case says about it
