using System.Collections.ObjectModel;
using System.Management.Automation;
using DriveNotFoundException = System.Management.Automation.DriveNotFoundException;

namespace DpuIpam.Input;

/// <summary>Paths as the file system knows them, which need not be where the process is.</summary>
/// <remarks>PowerShell takes what stands before a colon for a drive, and before two for a provider. Where there is none of that
/// name, and a file has the whole as its name, the file is meant: names with times in them have colons.</remarks>
internal static class FilePath
{
    private const string FileSystem = "FileSystem";

    /// <summary>A path that is taken as it is; whether something is there is not looked at.</summary>
    /// <param name="state">Knows drives, and where the user is.</param>
    /// <param name="path">The path.</param>
    /// <param name="error">Why it can't be one of a file; else null.</param>
    public static string Resolve(SessionState state, string path, out ErrorRecord? error)
    {
        try
        {
            var resolved = state.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            error = provider.Name == FileSystem ? null : Errors.PathNotAFile(path);
            if (error is null) return resolved;
        }
        catch (DriveNotFoundException)
        {
            error = Errors.PathNotFound(path);
        }
        catch (ProviderNotFoundException)
        {
            error = Errors.PathNotAFile(path);
        }

        var literal = Path.Combine(Here(state), path);
        if (!Path.Exists(literal)) return path;
        error = null;
        return literal;
    }

    /// <summary>What a path with wildcards finds.</summary>
    /// <param name="state">Knows drives, and where the user is.</param>
    /// <param name="path">The path.</param>
    /// <param name="byName">How an object is named that the path may have been meant for; null where none can be.</param>
    /// <param name="error">Why nothing is found; else null.</param>
    public static Collection<string> Find(
        SessionState state, string path, Func<string, string?>? byName, out ErrorRecord? error)
    {
        var found = FindAsGiven(state, path, byName, out error);
        if (error is null) return found;
        // Not by what the path says alone: PowerShell takes what a wildcard finds for a provider's path as well.
        var whole = Path.IsPathRooted(path) ? path : Path.Combine(WildcardPattern.Escape(Here(state)), path);
        found = FindAsGiven(state, $"{FileSystem}::{whole}", null, out var none);
        if (none is null) error = null;
        return found;
    }

    private static Collection<string> FindAsGiven(
        SessionState state, string path, Func<string, string?>? byName, out ErrorRecord? error)
    {
        error = null;
        try
        {
            var found = state.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            if (provider.Name != FileSystem) error = Errors.PathNotAFile(path);
            else if (found.Count == 0) error = Errors.PathNotFound(path, byName?.Invoke(path));
            else return found;
        }
        catch (Exception exception) when (exception is ItemNotFoundException or DriveNotFoundException)
        {
            error = Errors.PathNotFound(path, byName?.Invoke(path));
        }
        catch (ProviderNotFoundException)
        {
            error = Errors.PathNotAFile(path);
        }

        return [];
    }

    private static string Here(SessionState state) => state.Path.CurrentFileSystemLocation.ProviderPath;
}
