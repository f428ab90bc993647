"""A resident's own part of the register, on the public surface."""
