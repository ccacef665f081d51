"""Bundles: what goes into one, who may bring it, and how it joins the log."""
