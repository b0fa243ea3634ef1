// Nothing: the headers that are compiled once need a target of their own.
