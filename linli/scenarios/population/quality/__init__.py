"""How well the register is kept: stated rules, counts of what is complete and fresh, contradictions to be looked at.

Only records are judged, never people.
"""
