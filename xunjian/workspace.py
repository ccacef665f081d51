"""What an entry point opens: database, photo store, settings and the acting person."""
