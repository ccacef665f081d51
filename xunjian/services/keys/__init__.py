"""Keys of a bureau and of a laptop: made, kept, unlocked, recovered."""
