"""What a person may ask about what is held of them, on the residents' surface, and who decides it at the desk."""
