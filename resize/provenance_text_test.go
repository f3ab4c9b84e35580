package resize

import "testing"

// TestRecipeText checks that results which earlier versions made are still recognized.
func TestRecipeText(t *testing.T) {
	r := DefaultRecipe()
	const want = "&{Mode:fit Width:1920 Height:1080 Percent:50 Edge:1920 Megapixels:2 Anchor:center Background:#ffffff TurnBox:true" +
		" Enlarge:false Small:copy Filter:lanczos Linear:false Sharpen:off Format:same Quality:0 Lossless:false MaxBytes:0 Metadata:keep Color:keep KeepDates:true}"
	if got := recipeText(&r); got != want {
		t.Errorf("recipeText = %q", got)
	}
}
