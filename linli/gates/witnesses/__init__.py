"""Witnesses: who keeps the journal's checkpoints outside the house, so that nobody in it can write history anew."""
