"""今天: what a day asks for, where work was left, and what calls for attention before it begins."""
