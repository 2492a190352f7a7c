using System.Diagnostics;
using Reprise.Tests;

namespace Reprise.Core.Tests.House;

/// <summary>The project's own files, for tests over the source text.</summary>
internal static class Repository
{
    private static readonly string[] _binary = [".png", ".ico", ".woff", ".woff2", ".db", ".bin", ".gz", ".webp", ".jpg"];

    public static string Root => ProjectFolder.Path;

    /// <summary>Every file that is in git or could be added, with forward slashes, relative to the root.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    public static IEnumerable<string> With(params string[] extensions) => Files.Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal));

    public static IEnumerable<string> TextFiles => Files.Where(file => !_binary.Contains(Path.GetExtension(file), StringComparer.Ordinal));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string[] ListFiles()
    {
        var files = FromGit() ?? FromDisk();
        return [.. files.Where(file => File.Exists(Path.Combine(Root, file))).Order(StringComparer.Ordinal)];
    }

    private static string[]? FromGit()
    {
        try
        {
            var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"]) { WorkingDirectory = Root, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            using var git = Process.Start(start)!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>For a copy of the source without git.</summary>
    private static string[] FromDisk()
    {
        string[] skipped = [".git", "bin", "obj", "node_modules", "dist", "artifacts", "data", "TestResults"];
        return
        [
            .. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
                .Where(path => !path.Split('/').Intersect(skipped, StringComparer.Ordinal).Any()),
        ];
    }
}
