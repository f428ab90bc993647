"""Programs of other bodies use their grants over signed requests, and get signed answers anybody can check later."""
