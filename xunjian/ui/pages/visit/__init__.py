"""检查: all visits, and one visit item by item."""
