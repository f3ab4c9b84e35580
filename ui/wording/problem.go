package wording

import (
	"errors"

	"fyne.io/fyne/v2/lang"

	"sizemill/batch/naming"
	"sizemill/resize"
	"sizemill/ui/form"
	"sizemill/ui/oneline"
)

// Problem returns how to correct a problem of the form.
func Problem(p form.Problem) string {
	switch p.Issue {
	case form.IssuePixels:
		return lang.L("Enter a whole number from 1 to {{.Most}}",
			words{"Most": count(resize.MaxSide)})
	case form.IssueOneSide:
		return lang.L("Enter a width or a height")
	case form.IssueBothSides:
		return lang.L("Enter both width and height")
	case form.IssuePercent:
		return lang.L("Enter a number above 0, up to {{.Most}}",
			words{"Most": count(resize.MaxPercent)})
	case form.IssueMegapixels:
		return lang.L("Enter a number above 0, such as 2 or 0.5")
	case form.IssueColor:
		return lang.L("Enter a color such as #ffffff, white or black")
	case form.IssueQuality:
		return lang.L("Enter 1 to 100, or leave the field empty")
	case form.IssueMaxBytes:
		return lang.L("Enter a number of kilobytes above 0, or leave the field empty")
	case form.IssueName:
		return nameProblem(p.Err)
	default:
		return lang.L("These settings cannot be used: {{.Reason}}", words{"Reason": p.Err.Error()})
	}
}

// nameProblem returns what is wrong with the name of the results.
func nameProblem(err error) string {
	var unknown *naming.UnknownFieldError
	switch {
	case errors.As(err, &unknown):
		return lang.L("{{.Field}} cannot be used here",
			words{"Field": "{" + oneline.Name(unknown.Field) + "}"})
	case errors.Is(err, naming.ErrBrace):
		return lang.L("A brace is unmatched")
	case errors.Is(err, naming.ErrEmpty):
		return lang.L("A name is missing")
	case errors.Is(err, naming.ErrOutside):
		return lang.L("The name must stay inside the output folder")
	case errors.Is(err, naming.ErrSystem):
		return lang.L("The name contains characters that file names cannot have")
	default:
		return lang.L("This name cannot be used: {{.Reason}}",
			words{"Reason": oneline.Name(err.Error())})
	}
}
