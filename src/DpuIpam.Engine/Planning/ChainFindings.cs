using DpuIpam.Resources;
using DpuIpam.Validation;

namespace DpuIpam.Planning;

/// <summary>Service chains that ask for pools which no object makes.</summary>
internal static class ChainFindings
{
    public static IEnumerable<Finding> Of(PlanInput input)
    {
        foreach (var chain in input.Chains)
        {
            foreach (var request in chain.Requests)
            {
                if (input.ServiceIpams.Any(ipam => Matches(request, ipam)) || input.Pools.Any(pool => Matches(request, pool)))
                    continue;
                var labels = string.Join(", ", request.MatchLabels.Select(static label => $"{label.Key}={label.Value}"));
                yield return new Finding(Rules.ChainWithoutPool, $"No DPUServiceIPAM gives its pools the labels {labels}.")
                {
                    Namespace = chain.Namespace,
                    Object = chain.Name,
                    Field = request.Path,
                };
            }
        }
    }

    private static bool Matches(PoolRequest request, ServiceIpamResource ipam) => request.MatchLabels.All(label =>
        label.Key switch
        {
            ApiNames.OwnerNameLabel => label.Value == ipam.Name,
            ApiNames.OwnerNamespaceLabel => label.Value == ipam.Namespace,
            _ => ipam.PoolLabels.TryGetValue(label.Key, out var value) && value == label.Value,
        });

    private static bool Matches(PoolRequest request, Pool pool) => request.MatchLabels.All(label =>
        pool.Resource.Labels.TryGetValue(label.Key, out var value) && value == label.Value);
}
