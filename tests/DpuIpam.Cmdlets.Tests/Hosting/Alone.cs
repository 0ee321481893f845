namespace DpuIpam.Cmdlets.Tests.Hosting;

/// <summary>Tests that change what is the process's, or measure time: nothing runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
