package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/applyconfigurations"
	"k8s.io/client-go/kubernetes/scheme"
)

// apply gives the judge of objects: lists that are maps by a key, such as hostAliases by ip, may hold a key once,
// and fields must be of their type. Objects of kinds that Kubernetes does not bring have no schema here.
func apply() func(string) ([]string, error) {
	converter := applyconfigurations.NewTypeConverter(scheme.Scheme)
	return func(file string) ([]string, error) {
		objects, err := read(file)
		if err != nil {
			return nil, err
		}
		var problems []string
		for _, object := range objects {
			if !scheme.Scheme.Recognizes(object.GroupVersionKind()) {
				continue
			}
			if _, err := converter.ObjectToTyped(object); err != nil {
				problems = append(problems, fmt.Sprintf("%s: %v", title(object), err))
			}
		}
		return problems, nil
	}
}

func title(object *unstructured.Unstructured) string {
	return fmt.Sprintf("%s/%s", object.GetKind(), object.GetName())
}
