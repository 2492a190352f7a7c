namespace Reprise.Client.Recording;

/// <summary>Files and folders that nobody but their owner can read, where the system knows such a thing.</summary>
internal static class OwnerOnly
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode700 = FileMode600 | UnixFileMode.UserExecute;

    /// <summary>With the folders above it. One that is there already stays as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, FolderMode700);
    }

    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode is not FileMode.Open) options.UnixCreateMode = FileMode600;
        return new FileStream(path, options);
    }

    /// <summary>As a whole: readers see the old bytes or the new ones.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var part = path + ".part";
        using (var file = Open(part, FileMode.Create, FileAccess.Write, FileShare.None)) file.Write(bytes);
        File.Move(part, path, overwrite: true);
    }
}
