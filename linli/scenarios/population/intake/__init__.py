"""What the register takes in from files of others: divisions, areas, buildings, dwellings, people and theirs."""
