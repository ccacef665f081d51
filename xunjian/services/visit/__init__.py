"""A visit: started, answered, its findings and photos recorded, taken back and done again."""
