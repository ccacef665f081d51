"""The window: navigation, pages, widgets."""
