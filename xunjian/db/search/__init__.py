"""Full text: a file beside the ledger that follows it, so that saving and merging cost nothing more."""
