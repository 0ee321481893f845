using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using DpuIpam.Clusters.Folder;
using DpuIpam.Clusters.Sync;

namespace DpuIpam.Clusters.Tests.Folder;

/// <summary>The test program once more, as another process that works on the same folder.</summary>
internal static class ChildProcess
{
    private const string Task = "DPUIPAM_TEST_TASK";
    private const string Folder = "DPUIPAM_TEST_FOLDER";
    private const string Count = "DPUIPAM_TEST_COUNT";

    /// <summary>Takes the folder's lock, says so, and keeps it until its input ends.</summary>
    public static Process StartHolding(string folder) => Start("hold", folder, 0);

    /// <summary>Takes the Lease of a sync, says so, and keeps it until its input ends.</summary>
    public static Process StartSyncing(string folder) => Start("sync", folder, 0);

    /// <summary>Counts a pool's block size up, one read and one conditional write at a time.</summary>
    public static Process StartCounting(string folder, int count) => Start("count", folder, count);

    /// <summary>Counts on a thread of its own.</summary>
    public static Task CountAsync(ICluster cluster, int count) =>
        System.Threading.Tasks.Task.Factory.StartNew(
            () => CountUp(cluster, count), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Runs before anything else of this assembly, which is why it may not wait for code of this assembly on
    /// other threads: they would wait for it.</summary>
    [ModuleInitializer]
    internal static void RunAsChild()
    {
        var task = Environment.GetEnvironmentVariable(Task);
        if (task is null) return;
        var folder = Environment.GetEnvironmentVariable(Folder)!;
        if (task == "count")
        {
            using var session = FolderSession.Open(folder, new SessionOptions());
            CountUp(session.Host, int.Parse(Environment.GetEnvironmentVariable(Count)!, CultureInfo.InvariantCulture));
        }
        else if (task == "sync")
        {
            using var session = FolderSession.Open(folder, new SessionOptions());
            Wait(SyncLease.TakeAsync(session, new SyncOptions(), CancellationToken.None));
            Console.Out.WriteLine("held");
            Console.In.ReadToEnd();
        }
        else
        {
            using var held = Wait(FolderLock.TakeAsync(folder, "lab", "child", TimeSpan.FromSeconds(30), CancellationToken.None));
            Console.Out.WriteLine("held");
            Console.In.ReadToEnd();
        }

        Environment.Exit(0);
    }

    /// <summary>Adds one, and again from the start whenever somebody else was faster.</summary>
    private static void CountUp(ICluster cluster, int count)
    {
        while (count > 0)
        {
            var found = Wait(cluster.FindAsync(ResourceKind.IPPool, Lab.Name("a"), CancellationToken.None))!;
            var size = found.Root.GetProperty("spec").GetProperty("perNodeBlockSize").GetInt32();
            var patch = Lab.Tree($$$"""
                {"metadata":{"resourceVersion":"{{{Lab.Version(found)}}}"},"spec":{"perNodeBlockSize":{{{size + 1}}}}}
                """);
            try
            {
                Wait(cluster.MergeAsync(ResourceKind.IPPool, Lab.Name("a"), patch, ObjectPart.Object, false, CancellationToken.None));
                count--;
            }
            catch (ClusterException error) when (error.Failure == ClusterFailure.Conflict)
            {
                // Somebody else was faster.
            }
        }
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static Process Start(string task, string folder, int count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.Environment[Task] = task;
        start.Environment[Folder] = folder;
        start.Environment[Count] = count.ToString(CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }
}
