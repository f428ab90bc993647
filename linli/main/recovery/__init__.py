"""Getting a city back: base backups, the log of everything since, the way back to any moment, and the proof of it."""
