namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>What a sync says of a pool.</summary>
internal sealed record Row(string Folder, string Kind, string Pool, string Action);
