// Nothing: the proxy puts a story's own script in this file's place, and this file into a page that does not name it.
