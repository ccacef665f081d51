"""What a bureau sets up: itself, its handbook and calendar, its groups and their enrolment."""
