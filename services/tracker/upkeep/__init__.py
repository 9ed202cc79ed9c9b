"""What an operator loads: the agency list and days of the calendar (files → rows, with line and remedy)."""
