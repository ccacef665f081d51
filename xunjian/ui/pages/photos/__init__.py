"""Photos on their way in, and at the foot of a finding."""
