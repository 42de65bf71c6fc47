// Command judges holds manifests against what reads them in a cluster: the API server, which types every object
// that is applied by it, and Cilium's agent, which refuses settings that do not go together.
//
//	judges apply FILE...   every object is typed, as for server-side apply
//	judges agent FILE      the ConfigMap cilium-config is read and validated, as an agent does at its start
//
// What is wrong goes to standard output, a line each, and the exit code is 1 then.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Println("usage: judges apply FILE... | judges agent FILE")
		os.Exit(2)
	}
	judge, known := map[string]func(string) ([]string, error){"apply": apply(), "agent": agent}[os.Args[1]]
	if !known {
		fmt.Println("judges: apply or agent")
		os.Exit(2)
	}
	wrong := false
	for _, file := range os.Args[2:] {
		problems, err := judge(file)
		if err != nil {
			problems = append(problems, err.Error())
		}
		for _, problem := range problems {
			fmt.Printf("%s: %s\n", file, problem)
			wrong = true
		}
	}
	if wrong {
		os.Exit(1)
	}
}
