"""Lists that others made, taken in at the desk: handed in, understood, looked through, taken in, given back."""
