"""Mail out and in: what leaves keeps its name at every try; what comes in is a case before we say we have it."""
