using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>A file that can't be used, and how its error begins after the file's name.</summary>
internal sealed record BadFile(string Name, Func<string> Text, string ErrorId, ErrorCategory Category, string Message)
{
    private const string Header = "apiVersion: v1\nkind: Node\nmetadata:\n  name: a\n  labels:\n";

    public static IReadOnlyList<BadFile> All { get; } =
    [
        Malformed("open-brace.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: a\n", ":4:1: not valid YAML: "),
        Malformed("tab.yaml", "apiVersion: v1\nkind: Node\nmetadata:\n\tname: a\n", ":4:1: not valid YAML: "),
        Malformed("double-comma.json", "{\n  \"kind\": \"Node\",,\n}", ":2:18: not valid JSON: "),
        Malformed("cut-off.json", "{\"kind\": \"Node\"", ":1:16: not valid JSON: "),
        Malformed("double-key.yaml", "kind: Node\napiVersion: v1\nkind: Node\n", ":3:1: the key \"kind\" is there twice"),
        Malformed("plain.yaml", "just text\n", ":1:1: a manifest must be a map of fields"),
        Malformed("list.yaml", "- a\n- b\n", ":1:1: a manifest must be a map of fields"),
        Malformed("control.yaml", "kind: \u0001\n", ":1:7: the control character U+0001"),
        Malformed("deep.yaml", () => "kind: " + new string('[', 200_000), ":1:108: nested more than 100 levels deep"),
        Malformed("deep.json", () => "{\"a\":" + new string('[', 200_000), ":1:107: nested more than 100 levels deep"),
        Malformed("large.yaml", () => $"{Header}    x: {new string('a', 4 << 20)}\n", ":1:1: larger than 3 MiB"),
        Malformed("large.json", () => $"{{\"kind\": \"Node\", \"x\": \"{new string('a', 4 << 20)}\"}}", ":1:1: larger than 3 MiB"),
        Malformed("laughs.yaml", Laughs, ":1:1: larger than 3 MiB"),
        Malformed("unknown-alias.yaml", "kind: *x\n", ":1:7: "),
        Invalid("quoted-number.yaml", Texts.Subnet("q", count: "\"10\""),
            ":10:5: spec.ipv4Subnet.perNodeIPCount: must be a 64-bit integer, but is the string \"10\". Remove the quotes."),
        Invalid("fraction.yaml", Texts.Subnet("q", count: "1.5"),
            ":10:5: spec.ipv4Subnet.perNodeIPCount: must be a 64-bit integer, but is 1.5."),
        Invalid("huge-count.yaml", Texts.Subnet("q", count: "99999999999999999999"),
            ":10:5: spec.ipv4Subnet.perNodeIPCount: must be a 64-bit integer"),
        Invalid("list-for-map.yaml", "apiVersion: v1\nkind: Node\nmetadata: [a]\n", ":3:1: metadata: must be an object, but is a list."),
        Invalid("number-for-name.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: 5}\n", ":3:12: metadata.name: must be a string, but is 5."),
        Invalid("no-kind.yaml", "apiVersion: v1\nmetadata: {name: a}\n", ":1:1: kind: the document has no kind"),
        Invalid("no-name.yaml", "apiVersion: v1\nkind: Node\n", ":1:1: metadata.name: the Node has no name"),
        Invalid("other-version.yaml", "apiVersion: nv-ipam.nvidia.com/v1\nkind: IPPool\nmetadata: {name: a}\n",
            ":1:1: apiVersion: the API version of IPPool is \"nv-ipam.nvidia.com/v1\"; use nv-ipam.nvidia.com/v1alpha1"),
        Nothing("empty.yaml", ""),
        Nothing("blank.yaml", "\n# a comment\n---\n"),
        Nothing("config-map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"),
    ];

    public static BadFile Named(string name) => All.Single(file => file.Name == name);

    private static BadFile Malformed(string name, Func<string> text, string message) =>
        new(name, text, "ManifestMalformed", ErrorCategory.ParserError, message);

    private static BadFile Malformed(string name, string text, string message) => Malformed(name, () => text, message);

    private static BadFile Invalid(string name, string text, string message) =>
        new(name, () => text, "ManifestInvalid", ErrorCategory.InvalidData, message);

    private static BadFile Nothing(string name, string text) =>
        new(name, () => text, "NothingInFile", ErrorCategory.InvalidData, "' holds no DPUServiceIPAM, IPPool, CIDRPool, DPUCluster or Node.");

    /// <summary>Nine aliases of ten of the one before: a billion values from a few lines.</summary>
    private static string Laughs() => "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghij".Select(static name =>
        $"{name}: &{name} [{string.Join(',', Enumerable.Repeat($"*{(char)(name - 1)}", 10))}]\n"));
}
