"""What a program or a notebook imports: the jobs of the command line as functions, with frames in and out."""
