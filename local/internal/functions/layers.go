// The layers of functions, unpacked once each.

package functions

import (
	"fmt"
	"os"

	"github.com/gatehouse-go/gatehouse/internal/serve/assembly"
)

// layers are the folders of a function's layers, in their order.
func (s *Set) layersOf(def *assembly.Function) (dirs []string, err error) {
	for _, layer := range def.Layers {
		dir, ok := s.unpacked[layer.File]
		if !ok {
			if dir, err = s.unpackLayer(layer); err != nil {
				return nil, fmt.Errorf("its layer %s: %w", layer.Path, err)
			}
			s.unpacked[layer.File] = dir
		}
		dirs = append(dirs, dir)
	}
	return dirs, nil
}

func (s *Set) unpackLayer(layer assembly.Layer) (string, error) {
	info, err := os.Stat(layer.File)
	if err != nil || info.IsDir() {
		return layer.File, err
	}
	dir, err := os.MkdirTemp(s.temp, "layer-")
	if err != nil {
		return "", err
	}
	return dir, unzip(layer.File, dir)
}
