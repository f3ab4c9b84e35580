package batch

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestShard(t *testing.T) {
	for _, c := range []struct {
		text string
		want Shard
		err  bool
	}{
		{"1/4", Shard{1, 4}, false},
		{"4/4", Shard{4, 4}, false},
		{"0/4", Shard{}, true},
		{"5/4", Shard{}, true},
		{"1/0", Shard{}, true},
		{"1", Shard{}, true},
		{"-1/-4", Shard{}, true},
		{"a/b", Shard{}, true},
	} {
		got, err := ParseShard(c.text)
		if (err != nil) != c.err || err == nil && got != c.want {
			t.Errorf("ParseShard(%q) = %v, %v", c.text, got, err)
		}
	}
}

// TestShardsShare: shards differ by one picture at most, whatever the names and the mount point of
// the folder; results of earlier shards in the folder change nothing.
func TestShardsShare(t *testing.T) {
	for _, c := range []struct{ pictures, shards int }{{46, 8}, {3, 8}, {1, 1}, {10000, 7}} {
		owner := make(map[string]int)
		counts := make([]int, c.shards)
		for k := range c.shards {
			root := filepath.Join("/mnt", strconv.Itoa(k))
			var pictures []Found
			var result []bool
			for i := range c.pictures {
				rel := "dir/" + strings.Repeat("x", i%7) + time.Duration(i).String() + ".jpg"
				pictures, result = append(pictures, photo(root, rel)), append(result, false)
				if i < k*10 {
					pictures, result = append(pictures, photo(root, "small/"+rel)), append(result, true)
				}
			}
			for path := range (Shard{k + 1, c.shards}).of(pictures, result) {
				rel, err := filepath.Rel(root, path)
				if err != nil {
					t.Fatal(err)
				}
				if strings.HasPrefix(rel, "small") {
					continue
				}
				if other, taken := owner[rel]; taken {
					t.Fatalf("%q is in shards %d and %d", rel, other, k)
				}
				owner[rel] = k
				counts[k]++
			}
		}
		if len(owner) != c.pictures || slices.Max(counts)-slices.Min(counts) > 1 {
			t.Errorf("%d pictures: shards have %v", c.pictures, counts)
		}
	}
}
