"""Finding schools, problems, papers and people by what somebody remembers of them."""
