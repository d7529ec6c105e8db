"""stub"""
def rtf_page(page): return "x"
