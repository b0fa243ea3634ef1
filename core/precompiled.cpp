// Nothing: headers that are compiled once for all libraries need a target of their own, and it a
// source.
