"""What will happen: models fitted on the company's records, and how they did in the past."""
