package resample

// The kernels in Go, which the others must agree with.

func widen8(dst []int16, src []uint8) {
	src = src[:len(dst)]
	for i, v := range src {
		dst[i] = int16(v)
	}
}

func widen16(dst []int16, src []uint16) {
	src = src[:len(dst)]
	for i, v := range src {
		dst[i] = signed(v)
	}
}

func split8(r, g, b, a []int16, src []uint8) {
	for i := range r {
		p := (*[4]uint8)(src[4*i:])
		r[i], g[i], b[i], a[i] = int16(p[0]), int16(p[1]), int16(p[2]), int16(p[3])
	}
}

func split16(r, g, b, a []int16, src []uint16) {
	g, b, a = g[:len(r)], b[:len(r)], a[:len(r)]
	for i := range r {
		if len(src) < 4 {
			return
		}
		r[i], g[i], b[i], a[i] = signed(src[0]), signed(src[1]), signed(src[2]), signed(src[3])
		src = src[4:]
	}
}

func merge[T uint8 | uint16](dst, r, g, b, a []T) {
	for i := range len(dst) / 4 {
		p := (*[4]T)(dst[4*i:])
		p[0], p[1], p[2], p[3] = r[i], g[i], b[i], a[i]
	}
}

func horizontal8(dst, src, limit []int16, t *table) {
	round := half(t.shift)
	for j, first := range t.first {
		sum := round + weigh(src[first:], t.weight[acrossIndex(j, t.taps):], t.taps)
		dst[j] = int16(min(max(sum>>t.shift, 0), int32(limit[j])))
	}
}

func horizontal16(dst, src, limit []int16, t *table) {
	round, roundLow := half(t.shift), half(t.lowBits)
	for j, first := range t.first {
		at := acrossIndex(j, t.taps)
		low := roundLow + weigh(src[first:], t.low[at:], t.taps)
		sum := round + weigh(src[first:], t.weight[at:], t.taps) + low>>t.lowBits
		dst[j] = int16(min(max(sum>>t.shift, -1<<15), int32(limit[j])))
	}
}

// weigh returns the weighted sum of samples. The weights lie in every other chunk. Cutting the
// slices compiles to half the instructions of indexing them.
func weigh(src, weight []int16, taps int) int32 {
	var sum int32
	src = src[:taps]
	for len(src) >= lanes && len(weight) >= lanes {
		sum += int32(src[0])*int32(weight[0]) + int32(src[1])*int32(weight[1]) +
			int32(src[2])*int32(weight[2]) + int32(src[3])*int32(weight[3]) +
			int32(src[4])*int32(weight[4]) + int32(src[5])*int32(weight[5]) +
			int32(src[6])*int32(weight[6]) + int32(src[7])*int32(weight[7])
		src, weight = src[lanes:], weight[min(2*lanes, len(weight)):]
	}
	return sum
}

func vertical8(dst []uint8, ring []int16, limit []uint8, offset []int, t *table, j int) {
	var sum [columns]int32
	weight := t.weight[j*t.taps:][:t.taps]
	for x := 0; x < len(dst); x += columns {
		stack(&sum, ring[x:], offset, weight, half(t.shift))
		d, l := (*[columns]uint8)(dst[x:]), (*[columns]uint8)(limit[x:])
		for i, s := range sum {
			d[i] = uint8(min(max(s>>t.shift, 0), int32(l[i])))
		}
	}
}

func vertical16(dst []uint16, ring []int16, limit []uint16, offset []int, t *table, j int) {
	var sum, low [columns]int32
	weight, weightLow := t.weight[j*t.taps:][:t.taps], t.low[j*t.taps:][:t.taps]
	for x := 0; x < len(dst); x += columns {
		stack(&sum, ring[x:], offset, weight, half(t.shift))
		stack(&low, ring[x:], offset, weightLow, half(t.lowBits))
		d, l := (*[columns]uint16)(dst[x:]), (*[columns]uint16)(limit[x:])
		for i, s := range sum {
			s = (s + low[i]>>t.lowBits) >> t.shift
			d[i] = min(unsigned(min(max(s, -1<<15), 1<<15-1)), l[i])
		}
	}
}

// stack adds up the weighted rows of a block, four at a time, then two.
func stack(sum *[columns]int32, ring []int16, offset []int, weight []int16, round int32) {
	for i := range sum {
		sum[i] = round
	}
	i := 0
	for ; i+4 <= len(weight); i += 4 {
		w0, w1 := int32(weight[i]), int32(weight[i+1])
		w2, w3 := int32(weight[i+2]), int32(weight[i+3])
		r0, r1 := (*[columns]int16)(ring[offset[i]:]), (*[columns]int16)(ring[offset[i+1]:])
		r2, r3 := (*[columns]int16)(ring[offset[i+2]:]), (*[columns]int16)(ring[offset[i+3]:])
		for x := range sum {
			sum[x] += int32(r0[x])*w0 + int32(r1[x])*w1 + int32(r2[x])*w2 + int32(r3[x])*w3
		}
	}
	if i < len(weight) {
		w0, w1 := int32(weight[i]), int32(weight[i+1])
		r0, r1 := (*[columns]int16)(ring[offset[i]:]), (*[columns]int16)(ring[offset[i+1]:])
		for x := range sum {
			sum[x] += int32(r0[x])*w0 + int32(r1[x])*w1
		}
	}
}

func signed(v uint16) int16 {
	return int16(v ^ 1<<15)
}

func unsigned(v int32) uint16 {
	return uint16(v) ^ 1<<15
}
