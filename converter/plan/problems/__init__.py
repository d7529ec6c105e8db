"""What is wrong with a specification that only the whole of it shows."""
