using System.Management.Automation;

namespace DpuIpam.Cmdlets.Tests.Planning;

/// <summary>What stands beside the manifests of ours: other people's kinds, files of other tools, and text that is no manifest
/// yet.</summary>
public sealed class OtherTextTests : IDisposable
{
    private const string Oak = """
        apiVersion: nv-ipam.nvidia.com/v1alpha1
        kind: IPPool
        metadata: {name: oak, namespace: dpf-operator-system}
        spec: {subnet: 10.77.0.0/24, perNodeBlockSize: 20, gateway: 10.77.0.1}

        """;

    private const string Calico = """
        apiVersion: crd.projectcalico.org/v1
        kind: IPPool
        metadata: {name: default-ipv4-ippool}
        spec: {cidr: 10.244.0.0/16, blockSize: 26}

        """;

    private const string Longhorn = "apiVersion: longhorn.io/v1beta2\nkind: Node\nmetadata: {name: stor-1}\n";

    private readonly Session _session = new();
    private readonly Folder _folder = new();

    public OtherTextTests() => _session.GoTo(_folder.Root);

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("stream.yaml", Oak + "---\n" + Calico + "---\n" + Longhorn)]
    [InlineData("list.yaml", "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: crd.projectcalico.org/v1, kind: IPPool, metadata: {name: a}}\n"
        + "- {apiVersion: longhorn.io/v1beta2, kind: Node, metadata: {name: b}}\n"
        + "- {apiVersion: nv-ipam.nvidia.com/v1alpha1, kind: IPPool, metadata: {name: oak}, spec: {subnet: 10.77.0.0/24, perNodeBlockSize: 20, gateway: 10.77.0.1}}\n")]
    public void Kinds_of_other_groups_are_passed_over(string name, string text)
    {
        _folder.Write(name, text);
        Assert.Equal("oak", _session.Get($"Get-DpuIpamPlan {name} -NodeCount 1").Text("Pool"));
        Assert.Equal("oak", _session.Get("Get-DpuIpamPlan . -NodeCount 1").Text("Pool"));
        Assert.Equal("oak", _session.Get("$input | ConvertFrom-DpuManifest", text).Text("Pool"));
    }

    [Fact]
    public void Annotations_of_pools_may_say_anything()
    {
        _folder.Write("a.yaml", """
            apiVersion: svc.dpu.nvidia.com/v1alpha1
            kind: DPUServiceIPAM
            metadata: {name: a, namespace: dpf-operator-system, annotations: {b: "${B}"}}
            spec:
              metadata: {annotations: {text: "{{ .Values.x }} ${NAME} $NAME"}}
              subnet: {subnet: 10.0.0.0/24, gateway: 10.0.0.254, perNodeIPCount: 20}
            """);
        Assert.Equal("a", _session.Get("Get-DpuIpamPlan a.yaml -NodeCount 1").Text("Pool"));
    }

    [Theory]
    [InlineData(Calico, "IPPool of crd.projectcalico.org/v1")]
    [InlineData(Calico + "---\n" + Longhorn, "IPPool of crd.projectcalico.org/v1, Node of longhorn.io/v1beta2")]
    [InlineData("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n", "kubectl kustomize")]
    public void A_file_of_nothing_else_is_an_error_that_says_what_it_holds(string text, string holds)
    {
        _folder.Write("other.yaml", text);
        var error = _session.Run("Get-DpuIpamPlan other.yaml").Error();
        error.Is("NothingInFile", ErrorCategory.InvalidData, "other.yaml");
        Assert.Contains(holds, error.Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apiVersion: nv-ipam.nvidia.com/v1\nkind: IPPool\nmetadata: {name: a}\n")]
    [InlineData("apiVersion: nvipam.nvidia.com/v1alpha1\nkind: IPPool\nmetadata: {name: a}\n")]
    [InlineData("apiVersion: v1\nkind: IPPool\nmetadata: {name: a}\n")]
    [InlineData("kind: IPPool\nmetadata: {name: a}\n")]
    public void A_wrong_version_of_our_group_stays_an_error(string text)
    {
        _folder.Write("a.yaml", Oak);
        _folder.Write("b.yaml", text);
        var outcome = _session.Run("Get-DpuIpamPlan . -NodeCount 1");
        Assert.Contains("use nv-ipam.nvidia.com/v1alpha1", outcome.Error().Message(), StringComparison.Ordinal);
        Assert.Equal(["oak"], outcome.Texts("Pool"));
    }

    [Theory]
    [InlineData("kustomization.yaml", "resources:\n- oak.yaml\n", "kubectl kustomize")]
    [InlineData("Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n", "helm template")]
    [InlineData("values.yaml", "fabric: {subnet: 10.0.0.0/8}\n", "helm template")]
    [InlineData("items.yaml", "items: [{a: 1}]\n", "without a kind")]
    public void A_document_without_a_kind_is_passed_over_in_a_folder_and_named_alone(string name, string text, string message)
    {
        _folder.Write("oak.yaml", Oak);
        _folder.Write(name, text);
        Assert.Equal("oak", _session.Get("Get-DpuIpamPlan . -NodeCount 1").Text("Pool"));
        Assert.Equal("oak", _session.Get("Get-DpuIpamPlan *.yaml -NodeCount 1").Text("Pool"));
        var error = _session.Run($"Get-DpuIpamPlan {name}").Error();
        Assert.StartsWith("ManifestInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(message, error.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_patches_is_passed_over_in_a_folder()
    {
        _folder.Write("oak.yaml", Oak);
        _folder.Write("patch.yaml", "- op: replace\n  path: /spec/subnet\n  value: 10.0.0.0/8\n");
        Assert.Equal("oak", _session.Get("Get-DpuIpamPlan . -NodeCount 1").Text("Pool"));
        Assert.Contains("must be a map", _session.Run("Get-DpuIpamPlan patch.yaml").Error().Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spec: {subnet: 10.77.0.0/24}\nmetadata: {name: a}\n")]
    [InlineData("apiVersion: nv-ipam.nvidia.com/v1alpha1\nspec: {}\n")]
    public void One_of_ours_whose_kind_was_forgotten_is_an_error_in_a_folder_too(string text)
    {
        _folder.Write("a.yaml", text);
        Assert.Contains("has no kind", _session.Run("Get-DpuIpamPlan .").Error().Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_Kustomize_would_change_is_told()
    {
        _folder.Write("oak.yaml", Oak);
        _folder.Write("kustomization.yaml", "resources: [oak.yaml]\nnamePrefix: x-\n");
        var warning = _session.Get("Get-DpuIpamPlan . -NodeCount 1 -WarningVariable told -WarningAction SilentlyContinue | Out-Null; $told");
        Assert.Contains("namePrefix", warning.ToString(), StringComparison.Ordinal);
        Assert.Contains("kubectl kustomize", warning.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.77.0.0/24", "{{ .Values.subnet }}", "{{ .Values.subnet }} is not filled in; render it first (helm template")]
    [InlineData("10.77.0.0/24", "\"{{ .Values.subnet }}\"", "helm template")]
    [InlineData("metadata:", "{{- if .Values.on }}\nmetadata:", "helm template")]
    [InlineData("perNodeBlockSize: 20", "perNodeBlockSize: ${N:-20}", "the placeholder ${N:-20} is not replaced; replace it first (envsubst")]
    [InlineData("10.77.0.0/24", "$FABRIC_CIDR", "the placeholder $FABRIC_CIDR is not replaced")]
    [InlineData("name: oak", "name: ${NAME}", "the placeholder ${NAME} is not replaced")]
    [InlineData("10.77.0.0/24", "ENC[AES256_GCM,data:abc=,iv:x,tag:y,type:str]", "sops decrypt")]
    [InlineData("spec:", "sops: {mac: x}\nspec:", "sops decrypt")]
    public void Text_that_is_no_manifest_yet_is_named(string part, string instead, string message)
    {
        var text = Oak.ReplaceLineEndings("\n").Replace("spec: {", "spec:\n  ", StringComparison.Ordinal)
            .Replace(", per", "\n  per", StringComparison.Ordinal).Replace(", gate", "\n  gate", StringComparison.Ordinal)
            .Replace(".1}", ".1", StringComparison.Ordinal).Replace(part, instead, StringComparison.Ordinal);
        _folder.Write("oak.yaml", text);
        var error = _session.Run("Get-DpuIpamPlan oak.yaml").Error();
        Assert.Contains(message, error.Message(), StringComparison.Ordinal);
        Assert.DoesNotContain("Remove the quotes", error.Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dollar_sign_in_an_annotation_is_nobodys_placeholder()
    {
        _folder.Write("oak.yaml", Oak.Replace("{name: oak,", "{annotations: {a: \"${X} {{ y }}\"}, name: oak,", StringComparison.Ordinal));
        Assert.Equal("oak", _session.Get("Get-DpuIpamPlan oak.yaml -NodeCount 1").Text("Pool"));
    }

    [Theory]
    [InlineData("1e3", "1e3")]
    [InlineData("010", "010")]
    [InlineData("yes", "yes")]
    [InlineData("0x1F", "0x1F")]
    public void A_value_that_yaml_took_for_another_is_shown_as_it_is_written(string name, string shown)
    {
        _folder.Write("oak.yaml", "apiVersion: nv-ipam.nvidia.com/v1alpha1\nkind: CIDRPool\nmetadata: {name: oak}\nspec:\n"
            + $"  cidr: 1::/16\n  perNodeNetworkPrefix: 20\n  staticAllocations:\n  - nodeName: {name}\n    prefix: 1:1000::/20\n");
        var message = _session.Run("Get-DpuIpamPlan oak.yaml").Error().Message();
        Assert.Contains($"must be a string, but is {shown}. Put it in quotes: \"{shown}\".", message, StringComparison.Ordinal);
        Assert.Contains("staticAllocations[0].nodeName", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.77.0.0/24,", "10.77.0.0/24\u200B,", "spec.subnet: the value has the invisible character U+200B (zero width space) at its end")]
    [InlineData("gateway:", "gate\u00ADway:", "the key has the invisible character U+00AD (soft hyphen) as character 5")]
    [InlineData("name: oak", "name: \u202Eoak", "metadata.name: the value has the invisible character U+202E (a mark of direction) at its beginning")]
    [InlineData("10.77.0.1", "10.77.0.1\u00A0", "spec.gateway: the value has the invisible character U+00A0 (no-break space) at its end")]
    public void An_invisible_character_is_named_with_its_place(string part, string instead, string message)
    {
        _folder.Write("oak.yaml", Oak.Replace(part, instead, StringComparison.Ordinal));
        var warning = _session.Run("Test-DpuPool oak.yaml -WarningVariable told -WarningAction SilentlyContinue | Out-Null; $told").Output[0];
        Assert.Contains(message, warning.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("oak.yaml:", warning.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_invisible_character_in_the_kind_does_not_make_another_kind_of_it()
    {
        _folder.Write("oak.yaml", Oak.Replace("IPPool", "IPPool\u200B", StringComparison.Ordinal));
        Assert.Contains("the kind has the invisible character U+200B", _session.Run("Get-DpuIpamPlan .").Error().Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_hundred_thousand_errors_a_hundred_are_told_and_the_others_counted()
    {
        _folder.Write("bad.yaml", string.Concat(Enumerable.Repeat("---\na: 1\n", 100_000)));
        var errors = _session.Run("Get-DpuIpamPlan bad.yaml").Errors;
        Assert.Equal(101, errors.Count);
        Assert.Contains("99900 more errors", errors[^1].Message(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[IO.File]::ReadAllLines($yaml) | Get-DpuIpamPlan -NodeCount 1")]
    [InlineData("[IO.File]::ReadAllText($yaml) | Get-DpuIpamPlan -NodeCount 1")]
    [InlineData("Get-DpuIpamPlan -InputObject ([IO.File]::ReadAllLines($yaml)) -NodeCount 1")]
    [InlineData("[IO.File]::ReadAllLines($yaml) | Get-DpuPool")]
    [InlineData("[IO.File]::ReadAllText($yaml) | Get-DpuPool")]
    [InlineData("'', 'oak.yaml' | Get-DpuPool")]
    [InlineData("\"`u{FEFF}$([IO.File]::ReadAllText($yaml))\" | ConvertFrom-DpuManifest")]
    [InlineData("[IO.File]::ReadAllLines($json) | Get-DpuPool")]
    public void Text_of_manifests_is_read_where_objects_or_paths_are_wanted(string script)
    {
        _folder.Write("oak.yaml", "# c\n" + Oak);
        _folder.Write("oak.json", """
            {
              "apiVersion": "nv-ipam.nvidia.com/v1alpha1", "kind": "IPPool", "metadata": {"name": "oak"},
              "spec": {"subnet": "10.77.0.0/24", "perNodeBlockSize": 20, "gateway": "10.77.0.1"}
            }
            """);
        Assert.Equal("oak", _session.Get($"$yaml = \"$PWD/oak.yaml\"; $json = \"$PWD/oak.json\"; {script}").Text("Pool"));
    }

    [Theory]
    [InlineData("$list | ConvertFrom-DpuManifest")]
    [InlineData("$list | Get-DpuPool")]
    [InlineData("Get-DpuIpamPlan -InputObject $list")]
    [InlineData("$list.items | Get-DpuIpamPlan")]
    [InlineData("$map | ConvertFrom-DpuManifest")]
    [InlineData("@{ kind = 'List'; apiVersion = 'v1'; items = @($map) } | Get-DpuIpamPlan")]
    public void Objects_as_ConvertFrom_Json_makes_them_are_read(string script)
    {
        var pool = _session.Get("""
            $map = @{
                apiVersion = 'nv-ipam.nvidia.com/v1alpha1'; kind = 'IPPool'
                metadata = [pscustomobject]@{ name = 'oak'; creationTimestamp = [datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Utc) }
                spec = [pscustomobject]@{
                    subnet = '10.77.0.0/24'; perNodeBlockSize = [long]20; gateway = '10.77.0.1'
                    exclusions = [object[]]@([pscustomobject]@{ startIP = '10.77.0.9'; endIP = '10.77.0.9' })
                }
                status = @{ allocations = @(@{ nodeName = 'a'; startIP = '10.77.0.1'; endIP = '10.77.0.20' }) }
            }
            $list = [pscustomobject]@{ apiVersion = 'v1'; kind = 'List'; items = [object[]]@([pscustomobject]$map) }

            """ + script);
        Assert.Equal(["oak", "10.77.0.0/24"], [pool.Text("Pool"), pool.Text("Network")]);
        Assert.Single(pool.TextItems("Allocations"));
        Assert.Single(pool.TextItems("Exclusions"));
    }

    [Theory]
    [InlineData("[pscustomobject]@{ apiVersion = 'nv-ipam.nvidia.com/v1alpha1'; kind = 'IPPool'; metadata = [pscustomobject]@{ name = 'oak' }; spec = @{ subnet = 5 } } | ConvertFrom-DpuManifest", "ManifestInvalid", "spec.subnet: must be a string")]
    [InlineData("[pscustomobject]@{ name = 'oak' } | ConvertFrom-DpuManifest", "InputNotSupported", "can't be used here")]
    [InlineData("$o = [pscustomobject]@{ kind = 'IPPool'; me = $null }; $o.me = $o; $o | ConvertFrom-DpuManifest", "ManifestMalformed", "nested too deeply")]
    public void An_object_that_is_no_good_is_one_error(string script, string id, string message)
    {
        var error = _session.Run(script).Error();
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(message, error.Message(), StringComparison.Ordinal);
    }
}
