"""文书: all papers of a visit in one place."""
