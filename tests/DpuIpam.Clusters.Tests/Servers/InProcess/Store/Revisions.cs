namespace DpuIpam.Clusters.Tests.Servers.InProcess.Store;

/// <summary>Counts the changes of all clusters of a test, so that the versions of their objects are one order.</summary>
internal sealed class Revisions
{
    private long _last = 100;

    public long Last => Interlocked.Read(ref _last);

    public long Next() => Interlocked.Increment(ref _last);
}
