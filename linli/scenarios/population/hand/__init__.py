"""What staff write down in the register by hand: people and where they belong, dwellings, lettings, households."""
