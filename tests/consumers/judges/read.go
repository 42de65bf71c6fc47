package main

import (
	"errors"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// read gives the objects in a file of YAML documents; what has no kind, such as a JSON patch, is none.
func read(file string) ([]*unstructured.Unstructured, error) {
	stream, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	decoder := yaml.NewYAMLOrJSONDecoder(stream, 1<<16)
	var objects []*unstructured.Unstructured
	for {
		var document any
		if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
			return objects, nil
		} else if err != nil {
			return nil, err
		}
		fields, isMap := document.(map[string]any)
		if kind, isText := fields["kind"].(string); isMap && isText && kind != "" {
			objects = append(objects, &unstructured.Unstructured{Object: fields})
		}
	}
}
