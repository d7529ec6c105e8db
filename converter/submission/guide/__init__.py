"""The reviewer's guides: of tabulations and of analysis datasets, from what is known."""
