"""What came to a door of the city and could not be read: kept, counted, looked at by somebody."""
