using Reprise.Cli.Output;

namespace Reprise.Cli.Doctor;

/// <summary>What a server on this machine would find here.</summary>
internal static class MachineChecks
{
    private const long LittleSpace = 1L * 1024 * 1024 * 1024;
    private const long NoSpace = 100L * 1024 * 1024;

    public static Finding Disk(string dataFolder)
    {
        var path = Path.GetFullPath(dataFolder);
        while (!Directory.Exists(path) && Path.GetDirectoryName(path) is { } parent) path = parent;
        try
        {
            var free = new DriveInfo(path).AvailableFreeSpace;
            var text = $"{Format.Bytes(free)} free at {path}";
            return free switch
            {
                < NoSpace => Finding.Bad("disk", text, "Make room; a full disk stops recording (calls still pass through)."),
                < LittleSpace => Finding.Warning("disk", text, "Make room soon; a full disk stops recording (calls still pass through)."),
                _ => Finding.Good("disk", text),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Finding.Warning("disk", e.Message, "Say where the data is with --data.");
        }
    }

    public static Finding DataFolder(string dataFolder)
    {
        var path = Path.GetFullPath(dataFolder);
        if (!Directory.Exists(path)) return Finding.Good("data folder", $"{path} is not there yet; a server makes it");
        var probe = Path.Combine(path, $".doctor-{Environment.ProcessId}");
        try
        {
            File.WriteAllBytes(probe, [1]);
            File.Delete(probe);
            return Finding.Good("data folder", $"{path} can be written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad("data folder", e.Message, $"Let the user who runs the server write to {path}.");
        }
    }

    public static Finding Sqlite()
    {
        if (SqliteLibrary.Find() is not { } version)
        {
            return Finding.Bad("sqlite library", "the operating system's SQLite was not found",
                OperatingSystem.IsLinux() ? "Install it: apt install libsqlite3-0, or your system's package of that name." : "Install SQLite, or update the operating system.");
        }

        return version >= SqliteLibrary.Oldest
            ? Finding.Good("sqlite library", $"version {version}")
            : Finding.Bad("sqlite library", $"version {version} is too old", $"Update the operating system's SQLite to {SqliteLibrary.Oldest} or later.");
    }
}
