"""What may become of a message on its way out."""


class NotSent(Exception):
    """The way out is closed; the message is kept and tried again."""


class NeverSent(NotSent):
    """The other side will not take it, today or tomorrow: an address that does not exist."""
