using System.IO.Enumeration;

namespace Reprise.Client.Tools;

/// <summary>
/// One pattern of files: <c>*</c> and <c>?</c> within a name, <c>**</c> for any folders, <c>!</c> at the beginning for files that do not count. Names are compared letter
/// for letter. A pattern without wildcards is a file, or all files of a folder.
/// </summary>
internal sealed class FilePattern
{
    private readonly string[] _parts;

    private FilePattern(string text, bool isExcluding, string folder, string[] parts) => (Text, IsExcluding, Folder, _parts) = (text, isExcluding, folder, parts);

    /// <summary>As it was written.</summary>
    public string Text { get; }
    public bool IsExcluding { get; }

    /// <summary>Where to begin: what stands before the first wildcard.</summary>
    public string Folder { get; }

    /// <param name="pattern">As it was written.</param>
    /// <param name="folder">What it is relative to; a full path.</param>
    public static FilePattern Parse(string pattern, string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        var isExcluding = pattern[0] == '!';
        var text = pattern[(isExcluding ? 1 : 0)..].Replace('\\', '/');
        var parts = text.Split('/').ToList();
        var plain = parts.TakeWhile(static part => part.AsSpan().IndexOfAny('*', '?') < 0).Count();
        var start = Path.GetFullPath(string.Join('/', parts.Take(plain)) is { Length: > 0 } before ? before : text.StartsWith('/') ? "/" : ".", folder);
        var rest = parts.Skip(plain).Where(static part => part.Length > 0).ToArray();
        if (rest.Length > 0) return new FilePattern(pattern, isExcluding, start, rest);
        return Directory.Exists(start)
            ? new FilePattern(pattern, isExcluding, start, ["**", "*"])
            : new FilePattern(pattern, isExcluding, Path.GetDirectoryName(start) ?? "/", [Path.GetFileName(start)]);
    }

    /// <param name="path">A full path.</param>
    public bool Matches(string path)
    {
        var below = Path.GetRelativePath(Folder, path).Replace('\\', '/');
        return !below.StartsWith("../", StringComparison.Ordinal) && Matches(below.Split('/'), 0, 0);
    }

    /// <summary>Files that match, in no order. Links to folders are not followed, so that no circle has no end.</summary>
    public IEnumerable<string> Files()
    {
        if (!Directory.Exists(Folder)) return [];
        // Without ** no file lies deeper than the pattern has parts.
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, MaxRecursionDepth = _parts.Contains("**") ? int.MaxValue : _parts.Length - 1 };
        return new FileSystemEnumerable<string>(Folder, static (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory,
        }.Where(Matches);
    }

    private bool Matches(string[] names, int name, int part)
    {
        for (; part < _parts.Length; part++, name++)
        {
            if (_parts[part] == "**")
            {
                if (part == _parts.Length - 1) return name < names.Length;
                for (var skipped = name; skipped < names.Length; skipped++)
                    if (Matches(names, skipped, part + 1)) return true;
                return false;
            }

            if (name >= names.Length || !FileSystemName.MatchesSimpleExpression(_parts[part], names[name], ignoreCase: false)) return false;
        }

        return name == names.Length;
    }
}
