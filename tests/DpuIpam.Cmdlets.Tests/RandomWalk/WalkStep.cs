namespace DpuIpam.Cmdlets.Tests.RandomWalk;

/// <summary>One step of a walk: a line of commands, or an edit of the files by hand.</summary>
internal abstract record WalkStep;

/// <summary>A line of commands.</summary>
/// <param name="Script">The line.</param>
internal sealed record CommandStep(string Script) : WalkStep
{
    /// <summary>What its consent switches cover.</summary>
    public IReadOnlyList<Consent> Consents { get; init; } = [];

    /// <summary>The object that it edits; null if it edits none.</summary>
    public string? Edited { get; init; }

    /// <summary>Whether it edits an object, and nobody has allowed that anything happens to an address.</summary>
    public bool IsUnasked => Edited is not null && !IsWhatIf
        && Consents.All(static consent => consent is { Renumbers: false, Drops: false });

    /// <summary>Whether nothing may be written.</summary>
    public bool IsWhatIf => Script.Contains("-WhatIf", StringComparison.Ordinal)
        && Script.Split('|').All(static part => part.Contains("-WhatIf", StringComparison.Ordinal) || !IsWriting(part));

    /// <summary>Whether it does nothing but a sync, so that a second time nothing is left to do, and each pool that
    /// changes has its row.</summary>
    public bool IsSync =>
        Script.Contains("Sync-", StringComparison.Ordinal) && !Script.Contains("Set-", StringComparison.Ordinal)
        && !Script.Contains("-HandBackToDpf", StringComparison.Ordinal);

    public override string ToString() => Script;

    private static bool IsWriting(string part) => part.TrimStart() is var text
        && (text.StartsWith("Set-", StringComparison.Ordinal) || text.StartsWith("Sync-", StringComparison.Ordinal)
            || text.StartsWith("Remove-", StringComparison.Ordinal));
}

/// <summary>An edit of the files by hand.</summary>
/// <param name="Title">What somebody does.</param>
/// <param name="Edits">How.</param>
internal sealed record HandStep(string Title, IReadOnlyList<FileEdit> Edits) : WalkStep
{
    public override string ToString() => $"# {Title}\n{string.Join('\n', Edits)}";
}

/// <summary>What a consent switch covers: the pools of an object, or pools by their name.</summary>
/// <param name="Renumbers">Whether nodes may get other addresses.</param>
/// <param name="Drops">Whether nodes may lose theirs.</param>
internal sealed record Consent(bool Renumbers, bool Drops)
{
    /// <summary>The object; null for any.</summary>
    public string? Owner { get; init; }

    /// <summary>The pool's name; null for any.</summary>
    public string? Pool { get; init; }

    /// <summary>The folder of the DPU cluster; null for any.</summary>
    public string? Folder { get; init; }

    public bool Covers(PoolOnDisk pool) => (Owner is null || Owner == pool.Owner)
        && (Pool is null || Pool == pool.Key.Name) && (Folder is null || Folder == pool.Key.Folder);
}
