"""What this scenario can compute for the open list."""
