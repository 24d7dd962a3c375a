"""The attendance workbook: a coordinator's file in, people and their marks out.

``reader.read_workbook`` is the way in, ``template.write_template`` the empty form. Nothing is
imported here on purpose: the child process that opens untrusted files starts from this package
and should load its own two modules, not all of them.
"""
