"""Tests that look through a browser: at 390 px, at the desk, in 长辈版, with and without JavaScript."""
