"""The web API: what the screens can do, for other programs. Each surface has its own, behind the same walls."""
