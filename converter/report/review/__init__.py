"""The review page: one offline HTML file in which a whole conversion can be looked through."""
