namespace Reprise.Cli.Transfer;

/// <summary>Which files a command line names.</summary>
internal static class ImportFiles
{
    public const string StandardInput = "-";

    private static readonly string[] s_endings = [".jsonl", ".ndjson", ".json", ".csv", ".gz"];

    /// <summary>The files themselves; a folder stands for the files of records in it, in the order of their names, which is that of their days.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0) return [StandardInput];
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (path == StandardInput || File.Exists(path)) files.Add(path);
            else if (!Directory.Exists(path)) throw CommandFailedException.Usage($"There is no file '{path}'.");
            else
            {
                var found = Directory.EnumerateFiles(path).Where(file => s_endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToList();
                if (found.Count == 0) throw CommandFailedException.Usage($"The folder '{path}' holds no file that ends in {string.Join(", ", s_endings)}.");
                files.AddRange(found);
            }
        }

        return files;
    }
}
