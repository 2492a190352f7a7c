using System.Security.Cryptography;

namespace Reprise.Client.Tools;

/// <summary>The files an answer depends on, by their contents.</summary>
public sealed record InputFiles
{
    /// <summary>More than so many files are no declared input but a mistake, such as <c>/**</c>.</summary>
    public const int MostFiles = 20_000;

    /// <summary>Names, relative to the folder and with slashes, and contents as <c>sha256:…</c>; in the order of their names.</summary>
    public required IReadOnlyDictionary<string, string> Hashes { get; init; }

    /// <summary>Patterns that no file matches. A misspelt pattern must not make two different inputs the same, so an answer with one of these should be taken from no cache.</summary>
    public required IReadOnlyList<string> Unmatched { get; init; }

    /// <summary>
    /// Names of the hashes joined to one, for keys: some thousand files are one value. Null when there are none.
    /// </summary>
    public string? Digest { get; private init; }

    /// <summary>Reads and hashes the files.</summary>
    /// <param name="folder">What the patterns are relative to.</param>
    /// <param name="patterns">Such as <c>src/**</c>, <c>*.csproj</c>, <c>!**/*.tmp</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidOperationException">The patterns match more files than <see cref="MostFiles"/>.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<InputFiles> ReadAsync(string folder, IReadOnlyList<string> patterns, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        var (paths, unmatched) = Find(Path.GetFullPath(folder), patterns);
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, path) in paths)
        {
            var hash = await HashAsync(path, cancellationToken).ConfigureAwait(false);
            hashes[name] = hash;
            all.AppendData(System.Text.Encoding.UTF8.GetBytes($"{name}\0{hash}\n"));
        }

        return new InputFiles { Hashes = hashes, Unmatched = unmatched, Digest = hashes.Count == 0 ? null : "sha256:" + Convert.ToHexStringLower(all.GetHashAndReset()) };
    }

    /// <summary>The content of one file as <c>sha256:…</c>.</summary>
    public static async Task<string> HashAsync(string path, CancellationToken cancellationToken = default)
    {
        var stream = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 128 * 1024 });
        await using (stream.ConfigureAwait(false))
            return "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Whether a file of this name is among those the patterns speak of, be it there or not.</summary>
    /// <param name="folder">What name and patterns are relative to.</param>
    /// <param name="patterns">As for <see cref="ReadAsync"/>.</param>
    /// <param name="name">Relative and with slashes, as in <see cref="Hashes"/>.</param>
    public static bool Matches(string folder, IReadOnlyList<string> patterns, string name)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(name, root);
        var matching = patterns.Select(pattern => FilePattern.Parse(pattern, root)).Where(pattern => pattern.Matches(path)).ToList();
        return matching.Count > 0 && !matching.Exists(static pattern => pattern.IsExcluding);
    }

    /// <summary>Files by their names, relative and with slashes, in the order of these.</summary>
    internal static (SortedDictionary<string, string> Paths, List<string> Unmatched) Find(string folder, IReadOnlyList<string> patterns)
    {
        var all = patterns.Select(pattern => FilePattern.Parse(pattern, folder)).ToList();
        var excluding = all.Where(static pattern => pattern.IsExcluding).ToList();
        var paths = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var unmatched = new List<string>();
        foreach (var pattern in all.Where(static pattern => !pattern.IsExcluding))
        {
            var found = false;
            foreach (var path in pattern.Files())
            {
                if (excluding.Exists(other => other.Matches(path))) continue;
                found = true;
                paths[Path.GetRelativePath(folder, path).Replace('\\', '/')] = path;
                if (paths.Count > MostFiles) throw new InvalidOperationException($"The patterns {string.Join(", ", patterns)} match more than {MostFiles} files.");
            }

            if (!found) unmatched.Add(pattern.Text);
        }

        return (paths, unmatched);
    }
}
