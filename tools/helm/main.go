// Renders a chart with Helm's own engine and decodes every manifest strictly into Kubernetes' own types, so that an
// unknown field, a wrong type or a duplicate key is an error. Prints a JSON array of {source, object}.
//
//	helm-render [-f values.yaml]... CHART
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/yaml"
)

type manifest struct {
	Source string         `json:"source"`
	Object map[string]any `json:"object"`
}

type fileList []string

func (f *fileList) String() string     { return strings.Join(*f, ",") }
func (f *fileList) Set(v string) error { *f = append(*f, v); return nil }

func main() {
	var files fileList
	flag.Var(&files, "f", "values file; later ones win")
	flag.Parse()
	manifests, err := render(flag.Arg(0), files)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", " ")
	_ = out.Encode(manifests)
}

func render(dir string, files []string) ([]manifest, error) {
	chart, err := loader.Load(dir)
	if err != nil {
		return nil, err
	}
	given := map[string]any{}
	for _, file := range files {
		values, err := chartutil.ReadValuesFile(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		given = chartutil.CoalesceTables(values, given)
	}
	// Checks values.schema.json as `helm install` does.
	values, err := chartutil.ToRenderValues(chart, given, chartutil.ReleaseOptions{
		Name: "wp", Namespace: "workprint", Revision: 1, IsInstall: true,
	}, chartutil.DefaultCapabilities)
	if err != nil {
		return nil, err
	}
	strict := engine.Engine{Strict: true}
	rendered, err := strict.Render(chart, values)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(rendered))
	for name := range rendered {
		if strings.HasSuffix(name, ".yaml") {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	decoder := serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	manifests := []manifest{}
	var problems []error
	for _, name := range names {
		documents := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(rendered[name])))
		for {
			document, err := documents.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			object := map[string]any{}
			if err := yaml.UnmarshalStrict(document, &object); err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", name, err))
				continue
			}
			if len(object) == 0 {
				continue
			}
			if _, _, err := decoder.Decode(document, nil, nil); err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", name, err))
			}
			manifests = append(manifests, manifest{Source: name, Object: object})
		}
	}
	return manifests, errors.Join(problems...)
}
