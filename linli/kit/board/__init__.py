"""The board: figures of one place and period on one sheet, every one with its base, its interval and its rows."""
