using Reprise.Client.Tools;

namespace Reprise.Cli.Commands.Exec;

/// <summary>The files a run is declared to make: read when it made them, written again when its answer is used.</summary>
internal static class OutputFiles
{
    /// <summary>Null when there are more bytes than may be kept, or a pattern that nothing matches: the run did not make what it should.</summary>
    public static async Task<IReadOnlyList<ExecFile>?> ReadAsync(string folder, IReadOnlyList<string> patterns, long mostBytes, CancellationToken cancellationToken)
    {
        if (patterns.Count == 0) return [];
        var found = await InputFiles.ReadAsync(folder, patterns, cancellationToken);
        if (found.Unmatched.Count > 0) return null;
        var files = new List<ExecFile>();
        foreach (var name in found.Hashes.Keys)
        {
            var path = Path.Combine(folder, name);
            if ((mostBytes -= new FileInfo(path).Length) < 0 || !IsBelow(folder, name)) return null;
            files.Add(new ExecFile(name, IsProgram(path), ExecBytes.Of(await File.ReadAllBytesAsync(path, cancellationToken))));
        }

        return files;
    }

    /// <summary>
    /// Whether all of them may be written: declared, below the folder, and through no link, since who can write a record must not be able to write any file there is.
    /// </summary>
    public static bool MayWrite(string folder, IReadOnlyList<string> patterns, IReadOnlyList<ExecFile> files) =>
        files.All(file => IsBelow(folder, file.Name) && InputFiles.Matches(folder, patterns, file.Name) && !PassesLink(folder, file.Name));

    /// <summary>Writes them, each whole or not at all.</summary>
    public static async Task WriteAsync(string folder, IReadOnlyList<ExecFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var beside = $"{path}.reprise-{Environment.ProcessId}";
            await File.WriteAllBytesAsync(beside, file.Content.Find()!, cancellationToken);
            if (file.IsProgram && !OperatingSystem.IsWindows()) File.SetUnixFileMode(beside, File.GetUnixFileMode(beside) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            File.Move(beside, path, overwrite: true);
        }
    }

    private static bool IsBelow(string folder, string name) =>
        name.Length > 0 && !Path.IsPathRooted(name) && !name.Contains('\0', StringComparison.Ordinal)
        && Path.GetFullPath(name, folder).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool PassesLink(string folder, string name)
    {
        var path = folder;
        foreach (var part in name.Split('/'))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null || new DirectoryInfo(path).LinkTarget is not null) return true;
        }

        return false;
    }

    private static bool IsProgram(string path) => !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);
}
