using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using DpuIpam.Clusters.Api;
using DpuIpam.Clusters.Sync;
using DpuIpam.Clusters.Tests.Api;
using DpuIpam.Clusters.Tests.Servers.Grounds;
using DpuIpam.Clusters.Tests.Servers.Http;
using DpuIpam.Clusters.Tests.Servers.InProcess;
using DpuIpam.Clusters.Tests.Servers.InProcess.Faults;

namespace DpuIpam.Clusters.Tests.Sync;

/// <summary>Secrets are planted in the user's kubeconfig, in a plugin, and in the Secrets of DPU clusters; servers repeat them.
/// Whatever happens then, nothing that is said has one of them in it.</summary>
public sealed class SecretsTests : IDisposable
{
    private const string InEnvironment = "planted-environment-5d1f";
    private const string InHostileSecret = "planted-hostile-77c2";

    private readonly Kubeconfigs _files = new();
    private readonly ConcurrentQueue<string> _said = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public SecretsTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugin of this test is a shell script.");

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Whatever_happens_no_secret_is_said()
    {
        await using var ground = (InProcessGround)await TestGround.TakeAsync(
            GroundKind.InProcess, new GroundOptions { SpareClusters = ["north"] }, Stop);
        await PlantAsync(ground);
        string[] secrets =
        [
            InEnvironment, InHostileSecret, Kubeconfigs.Base64(InHostileSecret),
            .. ground.Servers.SelectMany(static entry => Of(entry.Server.Admin)),
        ];
        RequestLog.Listen(record => _said.Enqueue(record + " " + record.ToString()));
        using var session = await KubernetesSession.OpenAsync(
            new KubeconfigChoice { Paths = [_files.Write("config", UserConfig(ground, "exit 0"))] },
            new SessionOptions { Timeout = TimeSpan.FromSeconds(3) }, Stop);
        await using var lab = new SyncLab(ground, session, ownsGround: false);
        await ground.AddNodesAsync("east", "e1");
        await ground.AddNodesAsync("west", "w1");
        await lab.PutAsync(SyncLab.Subnet);

        // All goes well but for the hostile cluster.
        Say(await lab.SyncAsync());
        Assert.Equal("shared: e1 10.0.0.1-10.0.0.10", await lab.AllocationsAsync("east"));
        Assert.Contains(lab.Results, static result => result.Cluster == $"{TestNamespace.Dpf}/north" && result.Action == SyncAction.Failed);
        // East is never sent a token.
        InProcessServer[] echoing = [ground.Server(), ground.Server("west")];
        for (var echo = 0; echo < Echoes("").Count(); echo++)
        {
            foreach (var method in new[] { "POST", "PATCH", "DELETE", null })
            {
                foreach (var server in echoing) server.Faults.Add(new RequestMatch(method), Echoes(server.Admin.Token).ElementAt(echo), count: 1000);
                await lab.PutAsync(SyncLab.Subnet.Replace("Cluster\":3", $"Cluster\":{2 + (_said.Count % 7)}", StringComparison.Ordinal));
                await TryAsync(async () => Say(await lab.SyncAsync(SyncLab.Allowing(true, true) with
                {
                    Patience = TimeSpan.Zero, Clock = new FastClock(50),
                })));
                await TryAsync(async () => Say(await InventoryReader.ReadAsync(session, InventoryParts.All, 4, Stop)));
                await TryAsync(() => session.Host.MergeAsync(
                    ResourceKind.ServiceIpam, EditedObject.Name, Given.Tree("{}"), ObjectPart.Object, false, Stop));
                await TryAsync(() => session.Host.DeleteAsync(ResourceKind.IPPool, EditedObject.Name, new Preconditions("u", "1"), Stop));
                await TryAsync(() => session.Host.FindAsync(
                    ResourceKind.Secret, new ObjectName(TestNamespace.Dpf, "east-admin-kubeconfig"), Stop));
                foreach (var result in lab.Results) Say(result);
                foreach (var server in echoing) server.Faults.Clear();
                // A Lease that could not be given back would have to run out.
                foreach (var lease in await ground.Host.ListAsync(ResourceKind.Lease, Stop))
                    await ground.Host.DeleteAsync(ResourceKind.Lease, ApiPath.NameOf(lease), Stop);
            }
        }

        await TryAsync(() => OpenAsync(ground, $"echo \"$SECRET is wrong\" >&2; exit 3"));
        await TryAsync(() => OpenAsync(ground, "printf '%s' '{\"status\":\"'$SECRET'\"}'; exit 0"));
        Assert.Contains(_said, static text => text.Contains("*** is wrong", StringComparison.Ordinal));
        Assert.Contains(_said, static text => text.Contains("you sent ***", StringComparison.Ordinal));
        Assert.Contains(_said, static text => text.Contains("-> 403", StringComparison.Ordinal));
        foreach (var text in _said.Concat(lab.Warnings))
            foreach (var secret in secrets) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    /// <summary>The way to east is a certificate, to west a token, and to north what nobody may be led by.</summary>
    private static async Task PlantAsync(InProcessGround ground)
    {
        var west = ground.Server("west");
        await ground.SetKubeconfigAsync("west", KubeconfigText.Of(west, west.Admin, useToken: true), cancellation: Stop);
        await ground.RegisterAsync("north", cancellation: Stop);
        await ground.SetKubeconfigAsync("north", Kubeconfigs.One(
            $"server: 'https://{InHostileSecret}:1'",
            $"password: {InHostileSecret}, exec: {{command: {InHostileSecret}, env: [{{name: a, value: {InHostileSecret}}}]}}"), cancellation: Stop);
    }

    /// <summary>A kubeconfig whose plugin hands the token out, after something else.</summary>
    private string UserConfig(InProcessGround ground, string before)
    {
        const string Version = "client.authentication.k8s.io/v1";
        var host = ground.HostServer;
        var plugin = _files.Write("plugin.sh", $$$"""
            #!/bin/sh
            ({{{before}}}) || exit $?
            printf '%s' '{"apiVersion":"{{{Version}}}","kind":"ExecCredential","status":{"token":"{{{host.Admin.Token}}}"} }'

            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(plugin, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Kubeconfigs.One(
            $"server: '{host.Endpoint}', certificate-authority-data: {Kubeconfigs.Base64(host.AuthorityPem)}",
            $"exec: {{apiVersion: {Version}, command: {plugin}, env: [{{name: SECRET, value: {InEnvironment}}}]}}");
    }

    private async Task OpenAsync(InProcessGround ground, string plugin)
    {
        using var session = await KubernetesSession.OpenAsync(
            new KubeconfigChoice { Paths = [_files.Write("config", UserConfig(ground, plugin))] }, new SessionOptions(), Stop);
        Say(await session.Host.VersionAsync(Stop) ?? "");
    }

    /// <summary>Answers that repeat what was sent.</summary>
    private static IEnumerable<Fault> Echoes(string sent)
    {
        yield return Fault.Of(403, "Forbidden", $"you sent {sent}");
        yield return Fault.Of(422, "Invalid", $"you sent {sent}");
        yield return new Fault { Answer = new Refusal(403, "Forbidden", ""), Foreign = ("text/html", $"you sent {sent}") };
        yield return new Fault { Foreign = ("text/html", $"you sent {sent}") };
        yield return new Fault { Foreign = ("application/json", $"you sent {sent}") };
        yield return Fault.FieldConflict(sent, sent);
    }

    private async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (ClusterException error)
        {
            Say(error);
        }
    }

    private void Say(object said)
    {
        if (said is ClusterException error) _said.Enqueue($"{error} {error.Message} {string.Join(' ', error.Details)} {error.InnerException}");
        else if (said is SyncResult result) SayResult(result);
        else if (said is Inventory inventory) SayInventory(inventory);
        else _said.Enqueue($"{said}");
    }

    private void SayResult(SyncResult result)
    {
        _said.Enqueue($"{result} {result.Error}");
        if (result.Failure is { } failure) Say(failure);
        foreach (var finding in result.Findings) _said.Enqueue($"{finding} {finding.Message} {finding.Advice} {finding.Fix}");
    }

    private void SayInventory(Inventory inventory)
    {
        foreach (var member in inventory.Members) if (member.Error is { } error) Say(error);
        foreach (var unreadable in inventory.Unreadable) _said.Enqueue($"{unreadable}");
        _said.Enqueue($"{inventory.Dpf}");
    }

    /// <summary>What of a user must not be seen: the token, and lines out of certificate and key, encoded or not.</summary>
    private static IEnumerable<string> Of(TestUser user)
    {
        yield return user.Token;
        foreach (var pem in new[] { user.CertificatePem!, user.KeyPem! })
        {
            yield return pem.Split('\n')[2].Trim();
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(pem)).Substring(120, 60);
        }
    }
}
