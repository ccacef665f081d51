"""The user guide with its pictures: the real program plays each scene, so that no picture goes stale."""
