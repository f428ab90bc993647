"""Sealing everything anew under the newest key, a portion at a time: it can be stopped, killed and gone on with."""
