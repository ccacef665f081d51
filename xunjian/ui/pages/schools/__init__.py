"""学校: the list, a profile, lists from files."""
