"""What each sheet looks like, as plain descriptions, and the one drawer that writes them."""
