"""The annotated case report form: what is annotated where, drawn, laid on a form, and its pages."""
