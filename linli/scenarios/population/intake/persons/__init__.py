"""Lists of people: each row a person and the door they belong to."""
