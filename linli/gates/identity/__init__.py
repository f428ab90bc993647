"""Who is at the door: residents by phone and one-time code or password, staff by login name and password."""
