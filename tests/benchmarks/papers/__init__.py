"""One page of a notice by several engines, each run in a process of its own: `python -m tests.benchmarks.papers`."""
