"""The registers of a division beside its people: enterprises, social organisations, stationed units, vehicles."""
