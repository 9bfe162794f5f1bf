"""What is to be said of a rehearsal: each finding with the line of the program that made its resource."""
