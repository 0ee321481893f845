using DpuIpam.Planning;
using DpuIpam.Resources;

namespace DpuIpam.Engine.Tests.Planning;

/// <summary>Service chains must ask for pools that are there.</summary>
public sealed class ChainTests
{
    [Theory]
    [InlineData("\"a\":\"b\"", true)]
    [InlineData("\"dpu.nvidia.com/dpuserviceipam-name\":\"pool\"", true)]
    [InlineData("\"a\":\"c\"", false)]
    [InlineData("\"a\":\"b\",\"x\":\"y\"", false)]
    public void Labels_that_no_pool_has_are_named(string labels, bool isServed)
    {
        var ipam = Given.ServiceIpam(
            "\"metadata\":{\"labels\":{\"a\":\"b\"}},\"network\":{\"network\":\"10.0.0.0/24\",\"prefixSize\":28}");
        var chain = new ServiceChainResource(Given.Document($$"""
            {"kind":"DPUServiceChain","metadata":{"name":"chain"},
             "spec":{"switches":[{"ports":[{"serviceInterface":{"ipam":{"matchLabels":{ {{labels}} } } } } ] } ] } }
            """), "DPUServiceChain");

        var findings = ServiceIpamTest.Run(new PlanInput { ServiceIpams = [ipam], Chains = [chain] })
            .Where(static finding => finding.RuleId == "ChainWithoutPool")
            .ToArray();

        Assert.Equal(isServed ? 0 : 1, findings.Length);
        Assert.All(findings, static finding => Assert.Equal(
            ("chain", "spec.switches[0].ports[0].serviceInterface.ipam.matchLabels"), (finding.Subject, finding.Field)));
    }
}
