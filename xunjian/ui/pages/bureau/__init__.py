"""安排: the bureau's own pages."""
