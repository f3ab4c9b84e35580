package resize

import "sizemill/resize/raster"

// turn is the turn that makes a picture of this orientation upright.
func (o Orientation) turn() raster.Turn { return raster.TurnOf(int(o)) }
