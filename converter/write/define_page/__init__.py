"""A define.xml as a page for people: browsers no longer apply stylesheets to XML."""
