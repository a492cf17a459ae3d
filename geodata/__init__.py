"""What is on the ground: files in, one clean and recorded coverage out."""
