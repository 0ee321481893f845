using DpuIpam.Tests.Sweep;

namespace DpuIpam.Cmdlets.Tests.Sweep;

/// <summary>Swept documents of a kind in connected folders, some in each, beside a healthy object for two DPU clusters.</summary>
internal sealed class FolderSweep
{
    private const int PerLab = 40;

    /// <summary>Every command that reads the folder, and then those that write.</summary>
    private static readonly string[] Commands =
    [
        "Get-DpuCluster", "Get-DpuNode", "Get-DpuPool", "Get-DpuServiceIpam", "Get-DpuIpamPlan",
        "Test-DpuServiceIpam", "Test-DpuPool", "Compare-DpuPool", "Get-DpuPoolAllocation",
        "Sync-DpuPool -All -TimeoutSec 0 -WhatIf",
        "Get-DpuIpamPlan -ErrorAction Ignore | Sync-DpuPool -TimeoutSec 0 -WhatIf",
        "Sync-DpuPool -All -TimeoutSec 0",
        "Sync-DpuPool -All -Allocate -TimeoutSec 0",
        "Get-DpuServiceIpam -ErrorAction Ignore | Set-DpuServiceIpam -QuotaPerCluster 9 -PoolLabel @{ x = 'y' } -WhatIf",
        "Get-DpuServiceIpam -ErrorAction Ignore | Set-DpuServiceIpam -Network 10.128.0.0/16 -PrefixSize 27 -WhatIf",
        "Get-DpuServiceIpam -Path $swept -ErrorAction Ignore | Set-DpuServiceIpam -DefaultGateway:$false -WhatIf",
        "Get-DpuServiceIpam -ErrorAction Ignore | Set-DpuServiceIpam -QuotaPerCluster 9 -PoolAnnotation @{ x = 'y' }",
        "Wait-DpuServiceIpam -All -TimeoutSec 0",
        "Get-DpuServiceIpam -ErrorAction Ignore | Remove-DpuServiceIpam -WhatIf",
        "Get-DpuPool -ErrorAction Ignore | Remove-DpuPool -WhatIf",
        "Compare-DpuPool", "Get-DpuIpamPlan",
    ];

    private readonly SweepSession _session;
    private readonly string _document;
    private readonly string[] _alone;
    private readonly List<string> _failures = [];
    private readonly Lazy<ILookup<bool, SweptDocument>> _byReading;
    private int _tried;

    public FolderSweep(SweepSession session, string document)
    {
        (_session, _document) = (session, document);
        Documents = SweptFiles.Sample(document);
        _byReading = new(() => Documents.ToLookup(IsReadable));
        using var alone = new Lab(session, _failures, []);
        alone.Run("Sync-DpuPool -All -Allocate -TimeoutSec 0");
        _alone = alone.Allocations();
        Assert.Equal(4, _alone.Length);
    }

    public SweptDocument[] Documents { get; }

    public SweptDocument[] Readable => [.. _byReading.Value[true]];

    public SweptDocument[] Unreadable => [.. _byReading.Value[false]];

    /// <summary>Whether the healthy object is synced before the documents come.</summary>
    public bool IsSyncedBefore { get; init; }

    /// <summary>Puts documents into folders, runs every command there, and judges after the sync what is allocated.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="under">Where in the folder they are.</param>
    /// <param name="judge">Asserts what is allocated.</param>
    public void Try(SweptDocument[] documents, string under, Action<Lab> judge)
    {
        foreach (var some in documents.Chunk(PerLab))
        {
            using var lab = new Lab(_session, _failures, _alone);
            if (IsSyncedBefore)
                lab.Run("Sync-DpuPool -All -Allocate -TimeoutSec 0");
            lab.Add(under, some);
            _tried += some.Length;
            foreach (var command in Commands)
            {
                lab.Run(command);
                if (!command.StartsWith("Sync-DpuPool -All -Allocate", StringComparison.Ordinal)) continue;
                try
                {
                    judge(lab);
                }
                catch (Exception error) when (error is Xunit.Sdk.IAssertionException)
                {
                    _failures.Add($"{some[0]} to {some[^1]}: {error.Message}");
                }
            }
        }
    }

    public void End(ITestOutputHelper output)
    {
        output.WriteLine($"{_document}: {_tried} documents, {Commands.Length} commands, {_tried * Commands.Length} combinations");
        Assert.Equal(Documents.Length, _tried);
        Assert.True(_tried > 50, $"only {_tried} documents");
        Assert.True(_failures.Count == 0,
            $"{_failures.Count} failures:\n{string.Join('\n', _failures.Distinct(StringComparer.Ordinal).Take(30))}");
    }

    private bool IsReadable(SweptDocument swept) =>
        _session.Run("$input | ConvertFrom-DpuManifest", _failures, swept.Json + "\n") is { Terminating: null, Errors.Count: 0 };

    /// <summary>A connected folder: a healthy object, its DPU clusters, and two nodes in each.</summary>
    internal sealed class Lab : IDisposable
    {
        private readonly Folder _folder = new();
        private readonly SweepSession _session;
        private readonly List<string> _failures;

        public Lab(SweepSession session, List<string> failures, string[] alone)
        {
            (_session, _failures, Alone) = (session, failures, alone);
            _folder.Write("lab/healthy.yaml", """
                apiVersion: svc.dpu.nvidia.com/v1alpha1
                kind: DPUServiceIPAM
                metadata: {name: healthy, namespace: dpf-operator-system}
                spec: {subnet: {subnet: 172.31.0.0/16, gateway: 172.31.255.254, perNodeIPCount: 16, blocksPerDPUCluster: 8}}
                """);
            foreach (var name in (string[])["c1", "c2"])
            {
                _folder.Write($"lab/{name}.yaml", $$"""
                    apiVersion: provisioning.dpu.nvidia.com/v1alpha1
                    kind: DPUCluster
                    metadata: {name: {{name}}, namespace: dpf-operator-system, labels: {a: b, c: d} }
                    spec: {type: static}
                    """);
                _folder.Write($"lab/{name}/nodes.yaml", """
                    {apiVersion: v1, kind: Node, metadata: {name: n1, labels: {role: dpu}}}
                    ---
                    {apiVersion: v1, kind: Node, metadata: {name: n2, labels: {role: dpu}}}
                    """);
            }

            session.Session.Results($"$null = Connect-DpuCluster -Path '{Root}' -Name lab; $swept = '{Root}'");
        }

        /// <summary>What the healthy object has without any other document.</summary>
        public string[] Alone { get; }

        private string Root => Path.Combine(_folder.Root, "lab");

        public void Add(string under, SweptDocument[] documents) => SweptFiles.Write(_folder, Path.Combine("lab", under), documents);

        public void Run(string script)
        {
            var outcome = _session.Run($"{script} -WarningAction Ignore", _failures);
            foreach (var result in outcome.Output.Where(static item => item.TypeNames[0] == "DpuIpam.SyncResult"))
                if (SweepSession.IsRaw(result.Text("Error")) is { } raw) _failures.Add($"{script}: {result} says '{raw}': {result.Text("Error")}");
        }

        /// <summary>Which node has what of the healthy object.</summary>
        public string[] Allocations() =>
        [
            .. _session.Session.Run("Get-DpuPool healthy -ErrorAction Ignore | Get-DpuPoolAllocation").Output
                .Select(static item => $"{item.Text("Cluster")} {item}").Order(StringComparer.Ordinal),
        ];

        /// <summary>The texts of the files of a DPU cluster.</summary>
        public IEnumerable<string> Files(string cluster) =>
            Directory.EnumerateFiles(Path.Combine(Root, cluster), "*.yaml").Select(File.ReadAllText);

        public void Dispose()
        {
            _session.Session.Run("Disconnect-DpuCluster lab");
            _folder.Dispose();
        }
    }
}
