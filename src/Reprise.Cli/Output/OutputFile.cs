namespace Reprise.Cli.Output;

/// <summary>A file that a command was told to write to.</summary>
internal static class OutputFile
{
    /// <summary>Whether it can probably be written: found out before money is spent on what would stand in it.</summary>
    /// <param name="path">Null when none was named.</param>
    public static void Check(string? path)
    {
        if (path is null) return;
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full)) throw CommandFailedException.Usage($"--out: {path} is a folder.");
        if (Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder)) throw CommandFailedException.Usage($"--out: there is no folder {folder}.");
        if (File.Exists(full) && File.GetAttributes(full).HasFlag(FileAttributes.ReadOnly)) throw CommandFailedException.Usage($"--out: {path} is read-only.");
    }
}
