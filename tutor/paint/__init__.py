"""Values to characters and colour levels; pure, tested without an app."""
