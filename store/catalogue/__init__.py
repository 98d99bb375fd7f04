"""The item catalogues of the organs (annex 2): versions with effective dates, their review, their coverage."""
