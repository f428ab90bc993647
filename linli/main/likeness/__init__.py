"""A likeness of a city: people, dwellings and things that stand in the proportions of a real one, and are nobody's.

Everything is drawn from a seed, community by community, so the same seed gives the same city and a loading that was
cut short can go on. Where a share comes from is written beside it; most are assumptions and say so.
"""
