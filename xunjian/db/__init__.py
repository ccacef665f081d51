"""Tables, sessions, change log, merge, queries and the photo store."""
