"""The classes of attack that have broken platforms like this one, each a regression test named after its class.

Where each class comes from, and which wall stands before it, is told in THREAT_MODEL.md.
"""
