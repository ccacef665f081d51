"""W0: what the window shows until there is a workspace to work in."""
