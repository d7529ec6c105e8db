"""Tables and figures as files: HTML, RTF, SVG."""
