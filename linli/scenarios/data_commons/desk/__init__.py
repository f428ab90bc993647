"""The open list at the desk: browsing, writing, asking, deciding, using."""
