"""What the register takes in from files of others: divisions, areas, buildings, dwellings, findings of a survey."""
