package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"sizemill/settings"
)

// tealTheme is Fyne's own theme with a teal accent, calmer grays and a little more air.
type tealTheme struct {
	fyne.Theme
	choice settings.Theme
}

// New makes the window's theme. By default it is light or dark as the system is.
func New(choice settings.Theme) fyne.Theme {
	return &tealTheme{Theme: theme.DefaultTheme(), choice: choice}
}

// palette has the colors of one variant that differ from Fyne's.
type palette map[fyne.ThemeColorName]color.NRGBA

// Text on the accent and on the background has a contrast of at least 4.5 to 1, outlines 3 to 1.
// The focus is laid over a button, so it differs from the accent.
var (
	lightPalette = palette{
		theme.ColorNamePrimary:             {R: 0x0f, G: 0x76, B: 0x6e, A: 0xff},
		theme.ColorNameForegroundOnPrimary: {R: 0xff, G: 0xff, B: 0xff, A: 0xff},
		theme.ColorNameHyperlink:           {R: 0x0f, G: 0x76, B: 0x6e, A: 0xff},
		theme.ColorNameFocus:               {R: 0x02, G: 0x2c, B: 0x28, A: 0x55},
		theme.ColorNameSelection:           {R: 0x0f, G: 0x76, B: 0x6e, A: 0x26},
		theme.ColorNameBackground:          {R: 0xfa, G: 0xfa, B: 0xf9, A: 0xff},
		theme.ColorNameForeground:          {R: 0x1f, G: 0x29, B: 0x2b, A: 0xff},
		theme.ColorNamePlaceHolder:         {R: 0x5d, G: 0x68, B: 0x6b, A: 0xff},
		theme.ColorNameDisabled:            {R: 0x6b, G: 0x76, B: 0x79, A: 0xff},
		theme.ColorNameButton:              {R: 0xec, G: 0xee, B: 0xee, A: 0xff},
		theme.ColorNameDisabledButton:      {R: 0xe3, G: 0xe6, B: 0xe6, A: 0xff},
		theme.ColorNameInputBackground:     {R: 0xee, G: 0xf1, B: 0xf1, A: 0xff},
		theme.ColorNameInputBorder:         {R: 0x8a, G: 0x95, B: 0x97, A: 0xff},
		theme.ColorNameSeparator:           {R: 0xe4, G: 0xe7, B: 0xe7, A: 0xff},
		theme.ColorNameError:               {R: 0xb9, G: 0x1c, B: 0x1c, A: 0xff},
		theme.ColorNameSuccess:             {R: 0x15, G: 0x80, B: 0x3d, A: 0xff},
		theme.ColorNameWarning:             {R: 0xb4, G: 0x53, B: 0x09, A: 0xff},
		theme.ColorNameHeaderBackground:    {R: 0xf1, G: 0xf3, B: 0xf3, A: 0xff},
		theme.ColorNameOverlayBackground:   {R: 0xff, G: 0xff, B: 0xff, A: 0xff},
		theme.ColorNameMenuBackground:      {R: 0xff, G: 0xff, B: 0xff, A: 0xff},
	}
	darkPalette = palette{
		theme.ColorNamePrimary:             {R: 0x2d, G: 0xb8, B: 0xa8, A: 0xff},
		theme.ColorNameForegroundOnPrimary: {R: 0x05, G: 0x1f, B: 0x1c, A: 0xff},
		theme.ColorNameHyperlink:           {R: 0x2d, G: 0xb8, B: 0xa8, A: 0xff},
		theme.ColorNameFocus:               {R: 0xd5, G: 0xff, B: 0xf8, A: 0x66},
		theme.ColorNameSelection:           {R: 0x2d, G: 0xb8, B: 0xa8, A: 0x33},
		theme.ColorNameBackground:          {R: 0x1b, G: 0x1f, B: 0x20, A: 0xff},
		theme.ColorNameForeground:          {R: 0xea, G: 0xee, B: 0xee, A: 0xff},
		theme.ColorNamePlaceHolder:         {R: 0x9d, G: 0xa9, B: 0xab, A: 0xff},
		theme.ColorNameDisabled:            {R: 0x8e, G: 0x9a, B: 0x9d, A: 0xff},
		theme.ColorNameButton:              {R: 0x2c, G: 0x33, B: 0x34, A: 0xff},
		theme.ColorNameDisabledButton:      {R: 0x27, G: 0x2d, B: 0x2e, A: 0xff},
		theme.ColorNameInputBackground:     {R: 0x2a, G: 0x31, B: 0x33, A: 0xff},
		theme.ColorNameInputBorder:         {R: 0x78, G: 0x85, B: 0x88, A: 0xff},
		theme.ColorNameSeparator:           {R: 0x2e, G: 0x35, B: 0x37, A: 0xff},
		theme.ColorNameError:               {R: 0xf8, G: 0x8c, B: 0x8c, A: 0xff},
		theme.ColorNameSuccess:             {R: 0x6e, G: 0xd3, B: 0x95, A: 0xff},
		theme.ColorNameWarning:             {R: 0xf0, G: 0xb2, B: 0x5e, A: 0xff},
		theme.ColorNameHeaderBackground:    {R: 0x22, G: 0x27, B: 0x29, A: 0xff},
		theme.ColorNameOverlayBackground:   {R: 0x26, G: 0x2c, B: 0x2e, A: 0xff},
		theme.ColorNameMenuBackground:      {R: 0x26, G: 0x2c, B: 0x2e, A: 0xff},
	}
)

// Color returns a color of the palette, or else Fyne's.
func (t *tealTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.choice {
	case settings.ThemeLight:
		variant = theme.VariantLight
	case settings.ThemeDark:
		variant = theme.VariantDark
	}
	own := darkPalette
	if variant == theme.VariantLight {
		own = lightPalette
	}
	if c, ok := own[name]; ok {
		return c
	}
	return t.Theme.Color(name, variant)
}

// Size returns a text size or radius of ours, or else Fyne's.
func (t *tealTheme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameCaptionText:
		return 12 // Fyne's 11 is hard to read
	case theme.SizeNameHeadingText:
		return 22
	case theme.SizeNameSubHeadingText:
		return 16
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius, theme.SizeNameButtonRadius:
		return 6
	}
	return t.Theme.Size(name)
}
