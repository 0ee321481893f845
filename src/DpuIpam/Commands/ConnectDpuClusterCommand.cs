using System.Management.Automation;
using DpuIpam.Clusters;
using DpuIpam.Clusters.Api;
using DpuIpam.Clusters.Folder;
using DpuIpam.Completion;
using DpuIpam.Connections;
using DpuIpam.Input;
using DpuIpam.Validation;

namespace DpuIpam.Commands;

/// <summary>Connects to a host cluster, or to a folder that stands for one; further commands of the runspace use it.</summary>
[Cmdlet(VerbsCommunications.Connect, "DpuCluster", DefaultParameterSetName = "Kubeconfig")]
[OutputType(typeof(Connection))]
public sealed class ConnectDpuClusterCommand : CancellableCmdlet
{
    private const string FolderSet = "Path";

    private int? _timeoutSec;

    /// <summary>A folder of manifests.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FolderSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Kubeconfig files; without it, those of KUBECONFIG, or ~/.kube/config.</summary>
    [Parameter(ParameterSetName = "Kubeconfig")]
    [ValidateNotNullOrEmpty]
    public string[]? Kubeconfig { get; set; }

    /// <summary>The context; without it, the current one.</summary>
    [Parameter(ParameterSetName = "Kubeconfig")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string? Context { get; set; }

    /// <summary>The cluster that this pod runs in, as its service account.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InCluster")]
    public SwitchParameter InCluster { get; set; }

    /// <summary>How messages name the connection; without it, the context or the folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Namespace of the DPUServiceIPAM objects and their pools.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Namespace { get; set; } = ServiceIpamValidator.Namespace;

    /// <summary>Refuses every write.</summary>
    [Parameter]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>How long one request to one cluster may take, tries and all, in seconds; given, also how long a credential
    /// plugin may take, which else has two minutes.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    [WholeNumber]
    public int TimeoutSec
    {
        get => _timeoutSec ?? 30;
        set => _timeoutSec = value;
    }

    /// <summary>Kubeconfig files of DPU clusters, by <c>namespace/name</c> or by name, where the Secret's does not fit.</summary>
    [Parameter(ParameterSetName = "Kubeconfig")]
    [Parameter(ParameterSetName = "InCluster")]
    [StringMapTransformation]
    public IReadOnlyDictionary<string, string> DpuKubeconfig { get; set; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var options = new SessionOptions
        {
            Name = Name,
            Namespace = Namespace,
            IsReadOnly = ReadOnly,
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            DpuKubeconfigs = DpuKubeconfig.ToDictionary(static entry => entry.Key, entry => Resolve(entry.Value), StringComparer.Ordinal),
        };
        if (_timeoutSec is not null) options = options with { PluginTimeout = options.Timeout };
        var connection = ParameterSetName == FolderSet ? OpenFolder(options) : OpenCluster(options);
        OpenConnections.Here.Add(connection);
        WriteObject(connection);
    }

    private Connection OpenFolder(SessionOptions options)
    {
        var folder = Resolve(Path!);
        if (!Directory.Exists(folder)) ThrowTerminatingError(Errors.FolderNotFound(Path!));
        return new ClusterWork(this, StopToken).Run(_ =>
            Task.FromResult(Opening.Of(FolderSession.Open(folder, options), ConnectionKind.Folder, null)));
    }

    private Connection OpenCluster(SessionOptions options)
    {
        var choice = new KubeconfigChoice
        {
            Paths = Kubeconfig is null ? null : Array.ConvertAll(Kubeconfig, Resolve),
            Context = Context,
            InCluster = InCluster,
        };
        return new ClusterWork(this, StopToken).Run(token => Opening.OpenAsync(choice, options, token));
    }

    /// <summary>A path as the file system knows it, which need not be where the process is.</summary>
    private string Resolve(string path)
    {
        var resolved = FilePath.Resolve(SessionState, path, out var error);
        if (error is not null) ThrowTerminatingError(error);
        return resolved;
    }
}
