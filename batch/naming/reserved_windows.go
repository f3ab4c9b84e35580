package naming

// refusesReserved returns false: sources cannot have such names here, and a template with such
// characters is invalid.
func refusesReserved(string) bool { return false }
