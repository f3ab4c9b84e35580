package pixels

// The filter types, by their numbers in the file.
const (
	none byte = iota
	sub
	up
	average
	paeth
)

// predict is the Paeth predictor: the neighbor nearest to left + above − upper left.
func predict(left, above, corner byte) byte {
	a, b := int(above)-int(corner), int(left)-int(corner)
	c := max(a+b, -a-b)
	a, b = max(a, -a), max(b, -b)
	switch {
	case a <= b && a <= c:
		return left
	case b <= c:
		return above
	}
	return corner
}

// goUnfilter reverses a filter: raw becomes dst, of the same length. prev is the row above, zero
// above the first. step is the distance to the pixel on the left in bytes. dst may lie before raw
// and overlap it.
func goUnfilter(filter byte, dst, prev, raw []byte, step int) {
	n := len(raw)
	dst, prev = dst[:n], prev[:n]
	switch filter {
	case none:
		copy(dst, raw)
	case sub:
		copy(dst, raw[:min(step, n)])
		for i := step; i < n; i++ {
			dst[i] = raw[i] + dst[i-step]
		}
	case up:
		for i, v := range raw {
			dst[i] = v + prev[i]
		}
	case average:
		for i := range min(step, n) {
			dst[i] = raw[i] + prev[i]/2
		}
		for i := step; i < n; i++ {
			dst[i] = raw[i] + byte((int(dst[i-step])+int(prev[i]))/2)
		}
	case paeth:
		for i := range min(step, n) {
			dst[i] = raw[i] + prev[i]
		}
		for i := step; i < n; i++ {
			dst[i] = raw[i] + predict(dst[i-step], prev[i], prev[i-step])
		}
	}
}

// goSums returns the sum of absolute values per filter of the row cur, as signed bytes. The
// specification (chapter 12.8) advises to take the filter with the smallest.
func goSums(cur, prev []byte, step int) [paeth + 1]uint64 {
	var sums [paeth + 1]uint64
	for i, v := range cur {
		var left, corner byte
		if i >= step {
			left, corner = cur[i-step], prev[i-step]
		}
		above := prev[i]
		sums[none] += magnitude(v)
		sums[sub] += magnitude(v - left)
		sums[up] += magnitude(v - above)
		sums[average] += magnitude(v - byte((int(left)+int(above))/2))
		sums[paeth] += magnitude(v - predict(left, above, corner))
	}
	return sums
}

func magnitude(v byte) uint64 { return uint64(min(v, -v)) }

// goFilterRow filters the row cur.
func goFilterRow(filter byte, dst, cur, prev []byte, step int) {
	for i, v := range cur {
		var left, corner byte
		if i >= step {
			left, corner = cur[i-step], prev[i-step]
		}
		switch filter {
		case sub:
			v -= left
		case up:
			v -= prev[i]
		case average:
			v -= byte((int(left) + int(prev[i])) / 2)
		case paeth:
			v -= predict(left, prev[i], corner)
		}
		dst[i] = v
	}
}
