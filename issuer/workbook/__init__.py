"""The attendance workbook: a coordinator's file in, people and their marks out.

``reader.read_workbook`` reads one, ``template.write_template`` writes the empty form. Nothing is
imported here, because the child process that opens untrusted files should load its own two modules
only.
"""
