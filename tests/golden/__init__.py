"""Golden samples: each paper's text and a coarse picture of its pages, made anew by `python -m tests.golden`."""
