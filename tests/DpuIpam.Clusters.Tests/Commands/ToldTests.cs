using System.Text.Json.Nodes;
using DpuIpam.Clusters.Tests.Api;
using DpuIpam.Clusters.Tests.Servers.Grounds;

namespace DpuIpam.Clusters.Tests.Commands;

/// <summary>What a user reads of what went wrong: message, id, category and advice, each whole.</summary>
public sealed class ToldTests
{
    [Fact]
    public async Task Every_failure_has_its_id_its_category_and_its_advice_and_is_told_once()
    {
        var result = await CommandLab.RunRawAsync("""
            $make = [DpuIpam.ClusterException].GetConstructors([Reflection.BindingFlags]'NonPublic,Instance')[0]
            $errors = (Get-Command Connect-DpuCluster).ImplementingType.Assembly.GetType('DpuIpam.Errors')
            $told = $errors.GetMethod('Cluster', [Reflection.BindingFlags]'NonPublic,Public,Static')
            foreach ($failure in [Enum]::GetValues([DpuIpam.ClusterFailure])) {
                $exception = $make.Invoke(@($failure, 'lab', 'it went wrong: a detail', [string[]]@('a detail'), $null))
                $record = $told.Invoke($null, @($exception, $null))
                "$($failure): $($record.FullyQualifiedErrorId), $($record.CategoryInfo.Category): $($record.ErrorDetails.Message) -> $($record.ErrorDetails.RecommendedAction)"
            }
            """);

        Assert.Equal(0, result.ExitCode);
        const string Said = "lab: it went wrong: a detail ->";
        Assert.Equal(
        [
            $"NotFound: ObjectNotFound, ObjectNotFound: {Said} Check the name and the namespace; it may have been deleted meanwhile.",
            $"AlreadyExists: ObjectExists, ResourceExists: {Said} Change the object that is there, or use another name.",
            $"Conflict: ObjectChanged, ResourceBusy: {Said} Read the object again and look at what has changed before you try again.",
            $"Forbidden: AccessDenied, PermissionDenied: {Said} Ask for the right that the message names, or connect as somebody who has it.",
            $"Unauthorized: NotAuthenticated, AuthenticationError: {Said} Log in again, or give another kubeconfig; for a DPU cluster see Connect-DpuCluster -DpuKubeconfig.",
            $"Invalid: ObjectRefused, InvalidData: {Said} Correct what the message names; Test-DpuServiceIpam and Test-DpuPool find it beforehand.",
            $"Unreachable: ClusterUnreachable, ConnectionError: {Said} Check the address, the network and the cluster; for a DPU cluster see Connect-DpuCluster -DpuKubeconfig.",
            $"Expired: ReadingExpired, ResourceUnavailable: {Said} Run the command again.",
            $"UnsupportedField: UnsupportedField, NotImplemented: {Said} Do without the field, or update the cluster's definitions.",
            $"UnsupportedKind: UnsupportedKind, NotImplemented: {Said} Check that nv-ipam, or DPF, is installed in this cluster.",
            $"OutcomeUnknown: OutcomeUnknown, OperationTimeout: {Said} Look at the object: what was sent may or may not have been done.",
            $"Configuration: ConnectionNotUsable, InvalidArgument: {Said} Correct the kubeconfig, Secret or folder at the place that the message names.",
            $"Server: ServerError, ProtocolError: {Said} Look into the server's log, or try again later.",
            $"NamespaceTerminating: NamespaceTerminating, ResourceUnavailable: {Said} Wait until the namespace is gone, or see which finalizer holds it up, then run the command again.",
        ], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task What_a_server_says_is_told_once_and_with_what_helps()
    {
        const string Denied = "Do what the denial asks for, or have whoever keeps it in the cluster allow this.";
        (Reply Answer, string Id, string Category, string Message, string Advice)[] rows =
        [
            (Reply.Failure(403, "Forbidden", "dpuserviceipams is forbidden: User \"bob\" cannot list resource \"dpuserviceipams\""),
                "AccessDenied", "PermissionDenied",
                "not allowed: dpuserviceipams is forbidden: User \"bob\" cannot list resource \"dpuserviceipams\"",
                "Ask for the right that the message names, or connect as somebody who has it."),
            (Reply.Failure(403, "Forbidden", "p is forbidden: unable to create new content in namespace ns because it is being terminated",
                    """{"causes":[{"reason":"NamespaceTerminating","message":"namespace ns is being terminated","field":"metadata.namespace"}]}"""),
                "NamespaceTerminating", "ResourceUnavailable",
                "nothing new can be made in a namespace that is being deleted: p is forbidden: unable to create new content in namespace ns"
                + " because it is being terminated (metadata.namespace: namespace ns is being terminated)",
                "Wait until the namespace is gone, or see which finalizer holds it up, then run the command again."),
            (Reply.Failure(422, "Invalid", "p is forbidden: ValidatingAdmissionPolicy 'size' with binding 'all' denied request: too large",
                    """{"causes":[{"reason":"","message":"ValidatingAdmissionPolicy 'size' with binding 'all' denied request: too large"}]}"""),
                "ObjectRefused", "InvalidData",
                "refused: p is forbidden: ValidatingAdmissionPolicy 'size' with binding 'all' denied request: too large", Denied),
            (Reply.Failure(403, "Forbidden", "admission webhook \"other.example\" denied the request: no"), "ObjectRefused", "InvalidData",
                "refused: admission webhook \"other.example\" denied the request: no", Denied),
            (Reply.Failure(403, "Forbidden", "admission webhook \"ipam-validator.svc.dpu.nvidia.com\" denied the request: no"),
                "ObjectRefused", "InvalidData",
                "refused: admission webhook \"ipam-validator.svc.dpu.nvidia.com\" denied the request: no",
                "Correct what the message names; Test-DpuServiceIpam and Test-DpuPool find it beforehand."),
            (Reply.Failure(403, "Forbidden", "p is forbidden: exceeded quota: few, requested: count/x=1, used: count/x=3, limited: count/x=3"),
                "ObjectRefused", "InvalidData",
                "refused: p is forbidden: exceeded quota: few, requested: count/x=1, used: count/x=3, limited: count/x=3",
                "Have the quota that the message names raised, or free some of it."),
            (Reply.Failure(409, "Conflict", "Apply failed with 1 conflict: conflict with \"argocd\": .spec.subnet",
                    """{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"argocd\"","field":".spec.subnet"}]}"""),
                "ObjectChanged", "ResourceBusy", "conflict with other managers of its fields: argocd: .spec.subnet",
                "Have the fields given up by the managers that the message names, or leave them to those; then try again."),
            (Reply.Failure(409, "Conflict", "the object has been modified"), "ObjectChanged", "ResourceBusy", "the object has been modified",
                "Read the object again and look at what has changed before you try again."),
            (Reply.Failure(422, "Invalid", "p is invalid: spec.a: Required value",
                    """{"causes":[{"reason":"FieldValueRequired","message":"Required value","field":"spec.a"}]}"""),
                "ObjectRefused", "InvalidData", "refused: p is invalid: spec.a: Required value",
                "Correct what the message names; Test-DpuServiceIpam and Test-DpuPool find it beforehand."),
            (Reply.Failure(401, "Unauthorized", "Unauthorized"), "NotAuthenticated", "AuthenticationError",
                "the credentials are not accepted, since the token expired on 2001-09-09 01:46 UTC (Unauthorized); renew what the kubeconfig names",
                "Log in again, or give another kubeconfig; for a DPU cluster see Connect-DpuCluster -DpuKubeconfig."),
            (Reply.Of(415, "text/html", "<p>What?"), "ServerError", "ProtocolError",
                "the server answered 415 with text/html where JSON was due; is it the API server's address? The answer begins: <p>What?",
                "Look into the server's log, or try again later."),
        ];
        await using var server = await ScriptedServer.StartAsync();
        server.Otherwise = request =>
        {
            var row = rows[int.Parse(request.Target.Split('/')[1], null)].Answer;
            return request.Target.Contains("/version", StringComparison.Ordinal) ? Reply.Json("""{"gitVersion":"v1.33.1"}""")
                : request.Target.Contains("/dpuserviceipams", StringComparison.Ordinal) ? row
                : Reply.Json("""{"kind":"List","metadata":{"resourceVersion":"1"},"items":[]}""");
        };
        using var files = new Kubeconfigs();
        var token = $"a.{Kubeconfigs.Base64("""{"exp":1000000000}""").TrimEnd('=')}.c";
        var script = "";
        for (var i = 0; i < rows.Length; i++)
        {
            var file = files.Write($"{i}", Kubeconfigs.One($"server: '{server.Address}{i}'", $"token: {token}", "lab"));
            script += $$"""
                $connection = Connect-DpuCluster -Kubeconfig '{{file}}' -Name lab{{i}}
                try { Get-DpuServiceIpam -Connection $connection -ErrorAction Stop }
                catch { "$($_.FullyQualifiedErrorId.Split(',')[0])|$($_.CategoryInfo.Category)|$_|$($_.ErrorDetails.RecommendedAction)" }

                """;
        }

        var result = await CommandLab.RunRawAsync(script);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(
            rows.Select(static (row, i) =>
                $"{row.Id}|{row.Category}|lab{i}: list DPUServiceIPAM in dpf-operator-system: {row.Message}|{row.Advice}"),
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory, MemberData(nameof(GroundRows.Servers), MemberType = typeof(GroundRows))]
    public async Task Events_of_nv_ipam_are_among_the_findings_of_a_pool(GroundKind kind)
    {
        await using var lab = await CommandLab.OpenAsync(kind);
        Assert.Equal(["Created dpf-operator-system/east, Created dpf-operator-system/west"], await lab.RunAsync("""
            New-DpuServiceIpam fabric 10.1.0.0/24 -Gateway 10.1.0.254 -PerNodeIPCount 10 -QuotaPerCluster 3 | Set-DpuServiceIpam | Sync-DpuPool | Actions
            """));
        foreach (var node in new[] { "e1", "gone" })
        {
            await lab.Ground.In("east").CreateAsync(JsonNode.Parse($$$"""
                {"apiVersion":"v1","kind":"Event","metadata":{"name":"{{{node}}}","namespace":"{{{TestNamespace.Dpf}}}"},
                 "involvedObject":{"apiVersion":"nv-ipam.nvidia.com/v1alpha1","kind":"IPPool","name":"fabric","namespace":"{{{TestNamespace.Dpf}}}"},
                 "reason":"NoFreeRanges","message":"failed to allocate IPs on Node: {{{node}}}","type":"Warning"}
                """)!.AsObject());
        }

        const string Found = "PoolEventReported dpf-operator-system/east fabric: nv-ipam reports NoFreeRanges: failed to allocate IPs on Node: e1";
        Assert.Equal([Found, Found, "0"], await lab.RunAsync("""
            function Told { $input | Where-Object RuleId -eq PoolEventReported | ForEach-Object { "$($_.RuleId) $($_.Cluster) $($_.Pool): $($_.Message)" } }
            Test-DpuPool | Told
            Get-DpuPool | Test-DpuPool -Connection $lab | Told
            @(Get-DpuPool | Test-DpuPool | Where-Object RuleId -eq PoolEventReported).Count
            """));
    }
}
