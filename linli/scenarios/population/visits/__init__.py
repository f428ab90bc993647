"""Going from door to door: rounds, what is due behind which door, what was found there."""
