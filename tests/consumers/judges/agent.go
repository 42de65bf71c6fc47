package main

import (
	"fmt"
	"log/slog"
	"os"

	ciliumDefaults "github.com/cilium/cilium/pkg/defaults"
	"github.com/cilium/cilium/pkg/option"
	"github.com/spf13/viper"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// agent judges the configuration of agents. Some refusals end the process, with their reason on standard error.
func agent(file string) ([]string, error) {
	objects, err := read(file)
	if err != nil {
		return nil, err
	}
	for _, object := range objects {
		if object.GetKind() == "ConfigMap" && object.GetName() == "cilium-config" {
			return validate(object)
		}
	}
	return []string{"there is no ConfigMap cilium-config"}, nil
}

// defaults are those of the flags on which a refusal depends (InitGlobalFlags in daemon/cmd/daemon_main.go, which
// brings all of the agent with it).
var defaults = map[string]any{
	option.AddressScopeMax:               fmt.Sprint(ciliumDefaults.AddressScopeMax),
	option.AuthMapEntriesName:            option.AuthMapEntriesDefault,
	option.ClusterHealthPort:             ciliumDefaults.ClusterHealthPort,
	option.ContainerIPLocalReservedPorts: ciliumDefaults.ContainerIPLocalReservedPortsAuto,
	option.CTMapEntriesGlobalAnyName:     option.CTMapEntriesGlobalAnyDefault,
	option.CTMapEntriesGlobalTCPName:     option.CTMapEntriesGlobalTCPDefault,
	option.EnableCiliumNodeCRDName:       ciliumDefaults.EnableCiliumNodeCRD,
	option.EnableIPv4Masquerade:          true,
	option.EnableIPv4Name:                ciliumDefaults.EnableIPv4,
	option.EnableIPv6Masquerade:          true,
	option.EnableIPv6Name:                ciliumDefaults.EnableIPv6,
	option.FragmentsMapEntriesName:       ciliumDefaults.FragmentsMapEntries,
	option.IdentityAllocationMode:        option.IdentityAllocationModeKVstore,
	option.IPv4Range:                     "auto",
	option.IPv6ClusterAllocCIDRName:      ciliumDefaults.IPv6ClusterAllocCIDR,
	option.IPv6Range:                     "auto",
	option.MonitorAggregationFlags:       option.MonitorAggregationFlagsDefault,
	option.NATMapEntriesGlobalName:       option.NATMapEntriesGlobalDefault,
	option.NeighMapEntriesGlobalName:     option.NATMapEntriesGlobalDefault,
	option.PolicyDenyResponse:            ciliumDefaults.PolicyDenyResponse,
	option.RoutingMode:                   ciliumDefaults.RoutingMode,
	option.ServiceNoBackendResponse:      ciliumDefaults.ServiceNoBackendResponse,
	option.TCFilterPriority:              1,
}

func validate(config *unstructured.Unstructured) ([]string, error) {
	data, _, err := unstructured.NestedStringMap(config.Object, "data")
	if err != nil {
		return nil, err
	}
	settings := viper.New()
	for flag, value := range defaults {
		settings.SetDefault(flag, value)
	}
	for key, value := range data {
		settings.Set(key, value)
	}
	options := &option.DaemonConfig{}
	options.Populate(slog.New(slog.NewTextHandler(os.Stderr, nil)), settings)
	if err := options.Validate(settings); err != nil {
		return []string{fmt.Sprintf("the agent refuses it: %v", err)}, nil
	}
	return nil, nil
}
