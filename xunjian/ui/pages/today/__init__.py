"""今天: the page that the window opens with."""
