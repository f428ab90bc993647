"""Web hooks: other systems hear what happens to the cases of a place, signed, in order, and nothing personal."""
