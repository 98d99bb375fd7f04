"""Forms as units keep them: tables with a title, a header somewhere near the top, captions in their own words."""
