"""The register at the desk: looking somebody up, a person, a door, a building, a community."""
