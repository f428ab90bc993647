"""The live process: tells open pages that something has changed, by server-sent events, and never what."""
