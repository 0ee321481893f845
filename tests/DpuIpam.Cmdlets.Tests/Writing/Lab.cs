using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Writing;

/// <summary>A copy of the example with two DPU clusters, and a session that is connected to it as <c>lab</c>.</summary>
internal sealed class Lab : IDisposable
{
    /// <summary>A DPF whose controller runs.</summary>
    public const string RunningDpf = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: dpuservice-controller-manager, namespace: dpf-operator-system}
        spec: {replicas: 1}
        """;

    /// <summary>A DPF whose controller was scaled to nothing.</summary>
    public const string StoppedDpf = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: dpuservice-controller-manager, namespace: dpf-operator-system}
        spec: {replicas: 0}
        """;

    private readonly Folder _folder = new();

    /// <param name="options">Further parameters of Connect-DpuCluster.</param>
    /// <param name="session">The session to use; null for one of its own.</param>
    public Lab(string options = "", Session? session = null)
    {
        Copy(Path.Combine(Places.Repository, "docs", "examples", "clusters"), Root);
        Session = session ?? new Session();
        Session.Results($"$lab = Connect-DpuCluster -Path '{Root}' -Name lab {options}");
    }

    public Session Session { get; }

    public string Root => Path.Combine(_folder.Root, "lab");

    public Outcome Run(string script, params object?[] input) => Session.Run(script, input);

    public IReadOnlyList<PSObject> Results(string script, params object?[] input) => Session.Results(script, input);

    public PSObject Get(string script, params object?[] input) => Session.Get(script, input);

    /// <summary>Results of a sync: pool, cluster and action of each, in the order of the clusters.</summary>
    public string[] Sync(string script) => Actions(Results(script));

    public static string[] Actions(IEnumerable<PSObject> results) =>
    [
        .. results.Select(static result => $"{result.Text("Kind")} {result.Text("Pool")} {result.Text("Cluster")} {result.Text("Action")}")
            .Order(StringComparer.Ordinal),
    ];

    public string Write(string name, string text) => _folder.Write(Path.Combine("lab", name), text);

    /// <summary>Everything in the folder, byte by byte, and when it was written.</summary>
    public string[] State() =>
    [
        .. Directory.EnumerateFiles(Root, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(static file => $"{file} {File.GetLastWriteTimeUtc(file):O}\n{File.ReadAllText(file)}"),
    ];

    /// <summary>Which node has what, as nv-ipam, or who stands in for it, has written it down.</summary>
    public string[] Allocations() =>
        [.. Results("Get-DpuPool -Connection $lab | Get-DpuPoolAllocation").Select(static item => item.ToString()).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        Session.Dispose();
        _folder.Dispose();
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
