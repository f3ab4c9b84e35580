package form

// field is one input of the form.
type field int

const (
	FieldRecipe field = iota // no single one
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

// issue is what is wrong with a field.
type issue int

const (
	issueEngine issue = iota // Err says it
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

// Problem is why a form cannot be used.
type Problem struct {
	Field field
	Issue issue
	Err   error
}
