"""巡检: inspection of schools, from finding to closure, on laptops without a network."""

__version__ = "0.1.0"
