using Microsoft.Win32.SafeHandles;

namespace DpuIpam.Clusters.Folder;

/// <summary>Whom files belong to that an administrator writes: whoever they belonged to, and new ones whoever the folder does.
/// Else an administrator's run would lock the folder's owner out.</summary>
internal static class FileOwner
{
    private const uint Administrator = 0;
    private const uint Nobody = uint.MaxValue;

    /// <summary>Gives a file that was just made to whoever another one belongs to, as far as that may be given.</summary>
    /// <param name="file">The file.</param>
    /// <param name="like">The other one.</param>
    /// <param name="isNew">Whether it takes nobody's place: what others make then stays theirs, group and all.</param>
    public static void Give(SafeFileHandle file, string like, bool isNew)
    {
        var (made, model) = (FileStatus.Of(file), FileStatus.Of(like));
        if (made.Owner == model.Owner && made.Group == model.Group) return;
        if (isNew && (made.Owner != Administrator || model.Owner == Administrator)) return;
        if (!UnixCalls.ChangeOwner(file, model.Owner, model.Group)) UnixCalls.ChangeOwner(file, Nobody, model.Group);
    }

    /// <summary>Gives a folder that was just made to whoever the one above it belongs to.</summary>
    public static void GiveFolder(string folder)
    {
        var (made, above) = (FileStatus.Of(folder), FileStatus.Of(Path.GetDirectoryName(folder)!));
        if (made.Owner == Administrator && above.Owner != Administrator)
            UnixCalls.ChangeOwner(folder, above.Owner, above.Group);
    }
}
