package form

// Field is an input of the form.
type Field int

// The fields that can be wrong.
const (
	FieldRecipe Field = iota // the form as a whole
	FieldWidth
	FieldHeight
	FieldPercent
	FieldEdge
	FieldMegapixels
	FieldBackground
	FieldQuality
	FieldMaxBytes
	FieldName
)

// Issue is what is wrong with a field.
type Issue int

// The issues. Of IssueEngine and IssueName, Problem.Err has the reason.
const (
	IssueEngine Issue = iota
	IssuePixels
	IssueOneSide
	IssueBothSides
	IssuePercent
	IssueMegapixels
	IssueColor
	IssueQuality
	IssueMaxBytes
	IssueName
)

// Problem is a reason why the form cannot be used.
type Problem struct {
	Field Field
	Issue Issue
	Err   error
}
