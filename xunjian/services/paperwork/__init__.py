"""Papers: what they would say, their numbers, 签发, 更正, service, printing and proof."""
