package hotfolder

import (
	"errors"
	"fmt"
)

// Why Add refuses a folder. Each is wrapped in an error that names the folder.
var (
	ErrWatched   = errors.New("it is already being watched")
	ErrNotFolder = errors.New("it is not a folder")
	// Pictures arrive one by one, so only their own names keep their results apart.
	ErrNameless = errors.New("the names of the results must contain {name}: " +
		"without it, pictures would get the same name")
	ErrNumbered = errors.New("the names of the results cannot contain {n}: " +
		"pictures arrive one by one, so each would be number 1")
)

// ResultsArriveError is Add's error if the results of a folder would be watched in turn, in a
// circle.
type ResultsArriveError struct {
	Folder  string // whose results they are
	Out     string // where its results go
	Watched string // the folder in which Out lies, or which lies in Out; it may be Folder itself
}

func (e *ResultsArriveError) Error() string {
	const text = "the results of %s, in %s, would go into the watched folder %s"
	return fmt.Sprintf(text, e.Folder, e.Out, e.Watched)
}
