namespace Reprise.Cli.Commands.Exec;

/// <summary>Which file a command is, as a shell finds it. The system's own way of starting looks beside us and in the current folder first.</summary>
internal static class ProgramFile
{
    /// <summary>The full path; null when there is none.</summary>
    public static string? Find(string name, string folder)
    {
        if (name.Contains('/', StringComparison.Ordinal) || name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            var full = Path.GetFullPath(name, folder);
            return File.Exists(full) ? full : null;
        }

        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] names = OperatingSystem.IsWindows() ? [name, name + ".exe"] : [name];
        return places.SelectMany(place => names.Select(one => Path.Combine(Path.GetFullPath(place, folder), one))).FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);
}
