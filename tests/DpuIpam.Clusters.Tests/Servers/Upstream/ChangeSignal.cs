using System.Net.Http;
using DpuIpam.Clusters.Tests.Servers.Http;

namespace DpuIpam.Clusters.Tests.Servers.Upstream;

/// <summary>Wakes a controller when something changes that it watches.</summary>
internal sealed class ChangeSignal : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _changed = new(1, 1);
    private readonly List<Task> _watches = [];

    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Wakes the controller at each change of a kind; where a watch ends it begins anew with all that is there.</summary>
    public void Watch(ApiClient client, ResourceKind kind) => _watches.Add(Task.Run(async () =>
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await foreach (var _ in client.WatchAsync(kind, null, "timeoutSeconds=300", _stopping.Token)) Set();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                // The server is away for a while.
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }));

    public void Set()
    {
        lock (_changed)
            if (_changed.CurrentCount == 0) _changed.Release();
    }

    /// <summary>Waits for the next change, but no longer than this.</summary>
    public Task WaitAsync(TimeSpan atMost) => _changed.WaitAsync(atMost, _stopping.Token);

    /// <summary>Ends the watches and the controller.</summary>
    /// <param name="controller">What waits for changes.</param>
    public async Task StopAsync(Task controller)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_watches);
        await controller;
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _changed.Dispose();
    }
}
