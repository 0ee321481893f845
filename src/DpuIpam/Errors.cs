using System.Management.Automation;
using DpuIpam.Views;

namespace DpuIpam;

/// <summary>Every error of the cmdlets: its id, its category and what to do about it, in one place.</summary>
internal static partial class Errors
{
    /// <param name="path">The path.</param>
    /// <param name="byName">How an object of this name is named instead, where the path may be one.</param>
    public static ErrorRecord PathNotFound(string path, string? byName = null) => Create(
        new ItemNotFoundException($"There is no file or folder '{path}'.{(byName is null ? "" : $" {byName}")}"),
        "PathNotFound", ErrorCategory.ObjectNotFound, path, "Check the path; wildcards need -Path, not -LiteralPath.");

    public static ErrorRecord PathNotAFile(string path) => Create(
        new ArgumentException($"'{path}' is not in the file system."),
        "PathNotAFile", ErrorCategory.InvalidArgument, path, "Give the path of a file or folder.");

    public static ErrorRecord FileUnreadable(string path, Exception exception) => Create(
        new IOException($"'{path}' can't be read: {exception.Message}", exception),
        "FileUnreadable", ErrorCategory.ReadError, path, "Check that the file may be read.");

    public static ErrorRecord ManifestInvalid(ManifestException exception) => Create(
        exception,
        exception.Field is null ? "ManifestMalformed" : "ManifestInvalid",
        exception.Field is null ? ErrorCategory.ParserError : ErrorCategory.InvalidData,
        exception.File, "Correct the manifest at the place that the message names.");

    public static ErrorRecord MoreErrors(int count, bool isCut) => Create(
        new InvalidDataException(isCut
            ? $"There are more than {count} more errors, and the rest of the text was not read."
            : $"There {(count == 1 ? "is one more error" : $"are {count} more errors")} in the text."),
        "MoreErrors", ErrorCategory.InvalidData, null, "Correct those above first.");

    public static ErrorRecord NothingInFile(string path, IReadOnlyCollection<string> others) => Create(
        new InvalidDataException($"'{path}' holds no DPUServiceIPAM, IPPool, CIDRPool, DPUCluster or Node."
            + (others.Count == 0 ? "" : $" It holds {string.Join(", ", others)}.")),
        "NothingInFile", ErrorCategory.InvalidData, path,
        "Give manifests of these kinds; other kinds are passed over (-Verbose names them).");

    public static ErrorRecord NothingToPlan() => Create(
        new ArgumentException("There is nothing to plan: the input has no DPUServiceIPAM, IPPool or CIDRPool."),
        "NothingToPlan", ErrorCategory.InvalidArgument, null, "Give at least one of these objects.");

    public static ErrorRecord NoPool() => Create(
        new ArgumentException("The input has no IPPool or CIDRPool."),
        "NoPool", ErrorCategory.InvalidArgument, null, "Give manifests of pools; plan a DPUServiceIPAM with Get-DpuIpamPlan.");

    public static ErrorRecord NoServiceIpam() => Create(
        new ArgumentException("The input has no DPUServiceIPAM."),
        "NoServiceIpam", ErrorCategory.InvalidArgument, null, "Give manifests of DPUServiceIPAM; test pools with Test-DpuPool.");

    public static ErrorRecord ClusterNotFound(string cluster) => Create(
        new ItemNotFoundException($"There is no DPU cluster '{cluster}' in the input; what is given for it is left out."),
        "ClusterNotFound", ErrorCategory.ObjectNotFound, cluster,
        "Give the DPUCluster object, or name a cluster that is there, by namespace/name or by name.");

    public static ErrorRecord ClusterAmbiguous(string cluster, string[] keys) => Create(
        new ArgumentException(
            $"'{cluster}' can be any of the DPU clusters {string.Join(" and ", keys)}; what is given for it is left out."),
        "ClusterAmbiguous", ErrorCategory.InvalidArgument, cluster, $"Write namespace/name, such as {keys[0]}.");

    public static ErrorRecord NoInput(string cmdlet) => Create(
        new ArgumentException($"{cmdlet} needs manifests or objects."),
        "NoInput", ErrorCategory.InvalidArgument, null,
        $"Give a path ({cmdlet} ./manifests) or pipe objects to it.");

    public static ErrorRecord InputNotSupported(object input, string wanted) => Create(
        new ArgumentException($"An object of type {input.GetType().FullName} can't be used here; wanted: {wanted}."),
        "InputNotSupported", ErrorCategory.InvalidType, input, $"Pipe {wanted}.");

    public static ErrorRecord DuplicateObject(string description, string first, object target) => Create(
        new ArgumentException($"{description} is there twice; the one from {first} counts."),
        "DuplicateObject", ErrorCategory.ResourceExists, target, "Remove one of the two, or rename it.");

    public static ErrorRecord DuplicateNode(Node node) => Create(
        new ArgumentException($"The node '{node.NodeName}' is there twice; the first counts."),
        "DuplicateNode", ErrorCategory.ResourceExists, node,
        "Name each node once; use -NodeNamePattern to keep counted nodes apart from named ones.");

    public static ErrorRecord NodeNotFound(string nodeName) => Create(
        new ItemNotFoundException($"There is no node '{nodeName}' among the nodes of this plan."),
        "NodeNotFound", ErrorCategory.ObjectNotFound, nodeName,
        "Name a node that is given by -Node, -NodeCount or a Node document.");

    /// <summary>A new or changed object that DPF or nv-ipam would refuse; the id is that of the rule.</summary>
    public static ErrorRecord Refused(Finding finding, object target) => Create(
        new ArgumentException($"{finding.Field}: {finding.Message}"), finding.RuleId, ErrorCategory.InvalidData, target,
        finding.Advice);

    public static ErrorRecord FieldInvalid(string field, string message, object? target) => Create(
        new ArgumentException($"{field}: {message}"), "FieldInvalid", ErrorCategory.InvalidArgument, target,
        "Correct the field that the message names.");

    public static ErrorRecord NoLayout(string shortfall) => Create(
        new ItemNotFoundException($"No layout of these numbers fits into the ranges given. {shortfall}"),
        "NoLayout", ErrorCategory.ObjectNotFound, null, "Give larger ranges (-Within), ask for less, or leave -PrefixSize out.");

    public static ErrorRecord ServiceIpamNotFound(string name) => Create(
        new ItemNotFoundException($"There is no DPUServiceIPAM '{name}' in the input."),
        "ServiceIpamNotFound", ErrorCategory.ObjectNotFound, name, "Check the name; wildcards are allowed.");

    public static ErrorRecord RuleNotFound(string ruleId) => Create(
        new ItemNotFoundException($"There is no rule '{ruleId}'."),
        "RuleNotFound", ErrorCategory.ObjectNotFound, ruleId, "Get-DpuIpamRule lists them all.");

    /// <summary>The error with which <c>-FailOn</c> ends a command; <c>dpuipam</c> exits with 2 on it.</summary>
    public static ErrorRecord FailOn(string condition, string message, object? target) => Create(
        new InvalidOperationException(message), "FailOn" + condition, ErrorCategory.InvalidResult, target,
        "Look at the findings, and at the Changes of a plan; -FailOn says what ends in this error.");

    private static ErrorRecord Create(
        Exception exception, string id, ErrorCategory category, object? target, string action) =>
        Create(exception, exception.Message, id, category, target, action);

    /// <summary>The exception keeps what was said; what people read of it has nothing that a terminal acts on.</summary>
    private static ErrorRecord Create(
        Exception exception, string message, string id, ErrorCategory category, object? target, string action) =>
        new(exception, id, category, target)
        {
            ErrorDetails = new ErrorDetails(VisibleText.Lines(message)) { RecommendedAction = VisibleText.Lines(action) },
        };
}
