"""The stages of the line: what each rests on, what it makes, and what of it is kept between runs."""
