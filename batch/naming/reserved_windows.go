package naming

// refusesReserved is false: sources have no such names here, and a template with such characters is invalid.
func refusesReserved(string) bool { return false }
