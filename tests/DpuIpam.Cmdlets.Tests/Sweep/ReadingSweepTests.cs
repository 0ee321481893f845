using System.Management.Automation;
using DpuIpam.Tests.Sweep;

namespace DpuIpam.Cmdlets.Tests.Sweep;

/// <summary>Whatever a field of a manifest is, every command that reads manifests reads it or refuses it by name, and what
/// stands beside it comes out as it would alone.</summary>
public class ReadingSweepTests(SweepSession session, ITestOutputHelper output) : IClassFixture<SweepSession>
{
    private const string HealthyIpam = """
        {"apiVersion":"svc.dpu.nvidia.com/v1alpha1","kind":"DPUServiceIPAM",
        "metadata":{"name":"healthy","namespace":"dpf-operator-system"},
        "spec":{"subnet":{"subnet":"172.31.0.0/20","gateway":"172.31.15.254","perNodeIPCount":16}}}
        """;

    private const string HealthyPool = """
        {"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool",
        "metadata":{"name":"pool","namespace":"dpf-operator-system"},
        "spec":{"subnet":"172.30.0.0/24","perNodeBlockSize":16,"gateway":"172.30.0.254"},
        "status":{"allocations":[{"nodeName":"n1","startIP":"172.30.0.1","endIP":"172.30.0.16"}]}}
        """;

    public static TheoryData<string> ServiceIpams => ["subnet", "ipv4Network"];

    public static TheoryData<string> Pools => ["IPPool"];

    public static TheoryData<string> Others => ["Node", "DPUCluster", "DPUServiceChain"];

    [Theory]
    [MemberData(nameof(ServiceIpams))]
    public void Objects_are_read_planned_tested_and_written_as_text(string document)
    {
        using var sweep = new Sweep(session, document);
        sweep.Each("Get-DpuServiceIpam -Path $swept");
        sweep.Each("ConvertFrom-DpuManifest -Path $swept");
        sweep.Each("ConvertFrom-DpuManifest", sweep.Texts);
        sweep.Run("Get-DpuIpamPlan -Path $swept -Node n1, n2");
        sweep.Run("Get-DpuIpamPlan -Path $swept -NodeCount 2 | Get-DpuPoolAllocation");
        sweep.Run("Test-DpuServiceIpam -Path $swept");
        sweep.Run("Test-DpuServiceIpam -Path $swept -Against $twins -WarningAction Ignore");
        sweep.Run("Compare-DpuPool -Path $swept -Against $pools");

        sweep.Objects("Get-DpuServiceIpam -Path $swept -ErrorAction Ignore");
        sweep.Run("Test-DpuServiceIpam -Path $twins -Against $objects -WarningAction Ignore");
        sweep.Run("$objects | ConvertTo-DpuManifest");
        sweep.Run("$objects | ConvertTo-DpuManifest -As Json -IncludeStatus");
        sweep.Run("$objects | New-DpuServiceIpam");
        sweep.Run("$objects | New-DpuServiceIpam -Namespace other -NodeSelector @{ a = 'b' } -PoolName x -WarningAction Ignore");
        sweep.Run("$objects | Set-DpuServiceIpam -AsObject -WarningAction Ignore");
        sweep.Run("$objects | Set-DpuServiceIpam -AsObject -DefaultGateway -QuotaPerCluster 9 -AddExclusion 10.7.0.9"
            + " -PoolLabel @{ x = 'y' } -PoolName z -ClusterSelector @{ a = 'b' } -ReserveFirst 1 -WarningAction Ignore");
        sweep.Run("$objects | Set-DpuServiceIpam -AsObject -Network 10.8.0.0/16 -PrefixSize 28 -WarningAction Ignore");
        sweep.Run("$objects | Set-DpuServiceIpam -AsObject -Network 10.8.0.0/16 -PerNodeIPCount 4 -WarningAction Ignore");
        sweep.End(output);
    }

    [Theory]
    [MemberData(nameof(Pools))]
    public void Pools_are_read_planned_tested_compared_and_written_as_text(string document)
    {
        using var sweep = new Sweep(session, document);
        sweep.Each("Get-DpuPool -Path $swept");
        sweep.Each("ConvertFrom-DpuManifest -Path $swept");
        sweep.Each("ConvertFrom-DpuManifest", sweep.Texts);
        sweep.Run("Get-DpuIpamPlan -Path $swept -Node n1, n2");
        sweep.Run("Get-DpuPoolAllocation -Path $swept");
        sweep.Run("Test-DpuPool -Path $swept");
        sweep.Run("Compare-DpuPool -Path $swept -Against $twins");
        sweep.Run("Compare-DpuPool -Path $twins -Against $swept");

        sweep.Objects("Get-DpuPool -Path $swept -ErrorAction Ignore");
        sweep.Run("$objects | ConvertTo-DpuManifest");
        sweep.Run("$objects | ConvertTo-DpuManifest -As Json -IncludeStatus");
        sweep.Run("$objects | Get-DpuPoolAllocation");
        sweep.End(output);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void What_surrounds_objects_is_read(string document)
    {
        using var sweep = new Sweep(session, document);
        if (document != "DPUServiceChain") sweep.Each("ConvertFrom-DpuManifest -Path $swept");
        sweep.Run("ConvertFrom-DpuManifest", sweep.Texts);
        sweep.Run("Get-DpuIpamPlan -Path $swept");
        sweep.Run("Test-DpuServiceIpam -Path $swept");
        sweep.End(output);
    }

    /// <summary>All swept documents of a kind in a folder, with a healthy object and pool among them.</summary>
    private sealed class Sweep : IDisposable
    {
        private readonly Folder _folder = new();
        private readonly SweepSession _session;
        private readonly string _document;
        private readonly SweptDocument[] _documents;
        private readonly List<string> _failures = [];
        private int _runs;

        public Sweep(SweepSession session, string document)
        {
            (_session, _document, _documents) = (session, document, SweptFiles.All(document));
            SweptFiles.Write(_folder, "swept", _documents);
            foreach (var place in (string[])["swept/50000.yaml", "alone/50000.yaml"]) _folder.Write(place, HealthyIpam);
            foreach (var place in (string[])["swept/50001.yaml", "alone/50001.yaml"]) _folder.Write(place, HealthyPool);
            var twins = _documents.Select((_, number) => SweptFiles.Healthy(document, number)).Append(HealthyIpam).Append(HealthyPool);
            session.Session.Results($"$twins = '{_folder.Write("twins.yaml", string.Join("\n---\n", twins))}';"
                + $" $pools = '{_folder.Write("pools.yaml", $"{SweptFiles.Healthy("IPPool", 1)}\n---\n{SweptFiles.Healthy("CIDRPool", 2)}")}'");
            Texts = [.. _documents.Select(static swept => swept.Json + "\n"), HealthyIpam, HealthyPool];
        }

        public object?[] Texts { get; }

        /// <summary>Of each document comes an object or an error: nothing is passed over in silence.</summary>
        public void Each(string script, params object?[] input)
        {
            var outcome = Run(script, input);
            var isObjects = script.StartsWith("Get-DpuServiceIpam", StringComparison.Ordinal);
            var isPools = script.StartsWith("Get-DpuPool ", StringComparison.Ordinal);
            var wanted = _documents.Length + (isObjects || isPools ? 1 : 2);
            // Names that are not as they should be may be those of others.
            var renamed = _documents.Count(static swept => swept.Path is "metadata" or "metadata.name" or "metadata.namespace");
            if (outcome.Output.Count + outcome.Errors.Count < wanted - renamed && !outcome.Errors.Any(IsCut))
                _failures.Add($"{script}: {outcome.Output.Count} objects and {outcome.Errors.Count} errors of {wanted} documents");

            static bool IsCut(ErrorRecord error) => error.FullyQualifiedErrorId.StartsWith("MoreErrors", StringComparison.Ordinal);
        }

        /// <summary>Runs a command over all, and over the healthy ones alone: of these the same must come.</summary>
        public Outcome Run(string script, params object?[] input)
        {
            _runs++;
            var outcome = _session.Run($"$swept = '{_folder.Root}/swept'; {Piped(script, input)}", _failures, input);
            object?[] healthy = input.Length == 0 ? [] : [HealthyIpam + "\n", HealthyPool + "\n"];
            var alone = Describe(_session.Run(
                $"$swept = '{_folder.Root}/alone'; {Piped(script, input).Replace("$objects", "$alone", StringComparison.Ordinal)}",
                _failures, healthy));
            var beside = Describe(outcome);
            // Clusters and nodes are there for the healthy object as well: it is planned for them.
            if (_document is "Node" or "DPUCluster" ? alone.Length > 0 && beside.Length == 0 : beside != alone)
                _failures.Add($"{script}: beside the others, healthy is {beside}, alone {alone}");
            return outcome;
        }

        /// <summary>Keeps what is read of all, for commands that take objects.</summary>
        public void Objects(string script)
        {
            _session.Run($"$swept = '{_folder.Root}/swept'; $objects = @({script}); $swept = '{_folder.Root}/alone'; $alone = @({script})", _failures);
            var count = (int)_session.Session.Get("$objects.Count").BaseObject;
            if (count < _documents.Length / 10) _failures.Add($"{script}: only {count} objects of {_documents.Length} documents");
        }

        public void End(ITestOutputHelper output)
        {
            output.WriteLine($"{_document}: {_documents.Length} documents, {_runs} commands, {_documents.Length * _runs} combinations");
            Assert.True(_documents.Length > 300, $"only {_documents.Length} documents");
            Assert.True(_failures.Count == 0,
                $"{_failures.Count} failures:\n{string.Join('\n', _failures.Distinct(StringComparer.Ordinal).Take(30))}");
        }

        public void Dispose() => _folder.Dispose();

        private static string Piped(string script, object?[] input) => input.Length == 0 ? script : $"$input | {script}";

        /// <summary>What came of the healthy object and pool.</summary>
        private static string Describe(Outcome outcome) => string.Join('\n', outcome.Output.Where(IsHealthy).Select(static item =>
            item.BaseObject is string text ? Healthy(text) : string.Join("; ", item.Properties.Select(static property => Text(property.Value)))));

        private static bool IsHealthy(PSObject item) => item.BaseObject is string text
            ? text.Contains("name: healthy", StringComparison.Ordinal)
            : ((string[])["Name", "Pool"]).Any(name => item.Properties[name]?.Value is "healthy" or "pool");

        private static string Healthy(string text) => text.Split("\n---\n")
            .Single(static part => part.Contains("name: healthy", StringComparison.Ordinal)).TrimEnd('\n');

        private static string Text(object? value) => value is System.Collections.IEnumerable list and not string
            ? string.Join(", ", list.Cast<object?>().Select(Text))
            : value?.ToString() ?? "";
    }
}
