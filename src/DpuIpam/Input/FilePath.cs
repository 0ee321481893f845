using System.Management.Automation;
using DriveNotFoundException = System.Management.Automation.DriveNotFoundException;

namespace DpuIpam.Input;

/// <summary>Paths as the file system knows them, which need not be where the process is.</summary>
internal static class FilePath
{
    /// <summary>A path that is taken as it is; whether something is there is not looked at.</summary>
    /// <param name="state">Knows drives, and where the user is.</param>
    /// <param name="path">The path.</param>
    /// <param name="error">Why it can't be one of a file; else null.</param>
    public static string Resolve(SessionState state, string path, out ErrorRecord? error)
    {
        try
        {
            var resolved = state.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            error = provider.Name == "FileSystem" ? null : Errors.PathNotAFile(path);
            return resolved;
        }
        catch (DriveNotFoundException)
        {
            error = Errors.PathNotFound(path);
        }
        catch (ProviderNotFoundException)
        {
            error = Errors.PathNotAFile(path);
        }

        return path;
    }
}
