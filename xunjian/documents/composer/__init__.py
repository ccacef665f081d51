"""The page of an official document: fonts, lines, the grid, and the parts that stand on it."""
