using System.Reflection;
using System.Text;

namespace Reprise.Yara;

/// <summary>Where rules come from: this assembly, and the user's folder.</summary>
internal static class RuleSources
{
    private const int MostBytes = YaraCompiler.MostCharacters;

    public static IEnumerable<RuleSource> Read(string? folder, int mostFiles)
    {
        yield return new RuleSource("reprise", "reprise", BuiltIn(), null);
        if (folder is null || !Directory.Exists(folder)) yield break;
        var names = new HashSet<string>(StringComparer.Ordinal) { "reprise" };
        foreach (var path in Paths(folder).Take(mostFiles))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            var space = Path.ChangeExtension(name, null);
            // Two files may differ in their ending alone.
            if (!names.Add(space)) names.Add(space = name);
            yield return ReadFile(path, name, space);
        }
    }

    /// <summary>Names, lengths and times of the files: differs when any of them does.</summary>
    public static string Sign(string? folder, int mostFiles)
    {
        if (folder is null || !Directory.Exists(folder)) return "";
        var signs = new StringBuilder();
        foreach (var path in Paths(folder).Take(mostFiles))
        {
            var file = new FileInfo(path);
            if (file.Exists) signs.Append(path).Append('|').Append(file.Length).Append('|').Append(file.LastWriteTimeUtc.Ticks).Append('\n');
        }

        return signs.ToString();
    }

    private static RuleSource ReadFile(string path, string name, string space)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes) return new RuleSource(name, space, null, $"longer than {MostBytes} bytes");
            return new RuleSource(name, space, File.ReadAllText(path, Encoding.UTF8), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new RuleSource(name, space, null, $"cannot be read ({e.GetType().Name})");
        }
    }

    private static List<string> Paths(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8, IgnoreInaccessible = true };
        try
        {
            var found = Directory.EnumerateFiles(folder, "*", options)
                .Where(path => path.EndsWith(".yar", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yara", StringComparison.OrdinalIgnoreCase)).ToList();
            found.Sort(StringComparer.Ordinal);
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string BuiltIn()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Reprise.Yara.reprise.yar")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <param name="Name">Below the folder.</param>
/// <param name="Namespace">In front of its rules' names.</param>
/// <param name="Text">Null when it could not be read.</param>
/// <param name="Error">Why not.</param>
internal sealed record RuleSource(string Name, string Namespace, string? Text, string? Error);
