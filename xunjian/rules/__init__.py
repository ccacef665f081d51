"""Pure rules over plain values: `today` and `by` are arguments."""
