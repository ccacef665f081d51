"""设置: look, fonts, keys, comparing a paper."""
