"""Bringing a city's own files in, through the same gate as everybody else; nothing is dropped in silence."""
