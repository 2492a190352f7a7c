using System.Text.Json;
using Reprise.Client.AI;

namespace Reprise.Client.Tools;

/// <summary>Files that a program made, as they are recorded with its answer and written again when the answer is.</summary>
internal sealed class MadeFiles
{
    private const string Name = "files";
    private readonly List<(string Path, byte[] Content, bool IsProgram)> _files = [];

    public static MadeFiles None { get; } = new();

    public int Count => _files.Count;

    /// <summary>Why the answer must not be given again: it would be given without files it should have.</summary>
    public string? Refusal { get; private init; }

    public static async Task<MadeFiles> ReadAsync(string folder, IReadOnlyList<string> patterns, int mostBytes, CancellationToken cancellationToken)
    {
        if (patterns.Count == 0) return None;
        try
        {
            return await FindAsync(folder, patterns, mostBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // The program has run and has an answer, whatever becomes of its files.
            return new MadeFiles { Refusal = "outputs_not_readable" };
        }
    }

    private static async Task<MadeFiles> FindAsync(string folder, IReadOnlyList<string> patterns, int mostBytes, CancellationToken cancellationToken)
    {
        var (paths, unmatched) = InputFiles.Find(folder, patterns);
        if (unmatched.Count > 0) return new MadeFiles { Refusal = "no_such_output" };
        if (paths.Sum(static path => new FileInfo(path.Value).Length) > mostBytes) return new MadeFiles { Refusal = "outputs_too_large" };
        var made = new MadeFiles();
        foreach (var (name, path) in paths)
        {
            if (Within(folder, name) is null || LeadsOut(folder, path)) return new MadeFiles { Refusal = "outputs_elsewhere" };
            made._files.Add((name, await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), IsProgram(path)));
        }

        return made;
    }

    public void Write(Utf8JsonWriter writer, bool withContents)
    {
        writer.WriteStartArray(Name);
        foreach (var (path, content, isProgram) in _files)
        {
            if (!withContents)
            {
                writer.WriteStringValue(path);
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("path", path);
            if (isProgram) writer.WriteBoolean("executable", true);
            writer.WriteBase64String("base64", content);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the files of a recorded answer, all or none of them where they can be told wrong beforehand.</summary>
    /// <returns>The answer as a caller gets it; null when it cannot be used.</returns>
    public static async Task<string?> RestoreAsync(string content, string folder, IReadOnlyList<string> patterns, CancellationToken cancellationToken)
    {
        JsonElement answer;
        try
        {
            answer = JsonElement.Parse(content);
        }
        catch (JsonException)
        {
            return null;
        }

        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("exit_code", out _)) return null;
        if (!answer.TryGetProperty(Name, out var files)) return patterns.Count == 0 ? content : null;
        var allowed = patterns.Select(pattern => FilePattern.Parse(pattern, folder)).ToList();
        var wanted = new List<(string Path, byte[] Content, bool IsProgram)>();
        foreach (var file in files.ValueKind == JsonValueKind.Array ? files.EnumerateArray().AsEnumerable() : [])
        {
            // The record may be another's: only what this tool says it makes is written, and only below its folder.
            if (file.ValueKind != JsonValueKind.Object || !file.TryGetProperty("path", out var name) || name.ValueKind != JsonValueKind.String) return null;
            if (!file.TryGetProperty("base64", out var text) || text.ValueKind != JsonValueKind.String || !text.TryGetBytesFromBase64(out var bytes)) return null;
            if (Within(folder, name.GetString()!) is not { } path || !allowed.Exists(pattern => !pattern.IsExcluding && pattern.Matches(path)) || allowed.Exists(pattern => pattern.IsExcluding && pattern.Matches(path))) return null;
            wanted.Add((path, bytes, file.TryGetProperty("executable", out var flag) && flag.ValueKind == JsonValueKind.True));
        }

        try
        {
            foreach (var (path, bytes, isProgram) in wanted) await WriteAsync(path, bytes, isProgram, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The program is run then, and says itself why it cannot write.
            return null;
        }

        return JsonValues.Object(answer.EnumerateObject().Select(static member => KeyValuePair.Create(
            member.Name, member.Name == Name ? JsonValues.Element(writer =>
            {
                writer.WriteStartArray();
                foreach (var file in member.Value.EnumerateArray()) file.GetProperty("path").WriteTo(writer);
                writer.WriteEndArray();
            }) : (object?)member.Value))).GetRawText();
    }

    /// <summary>Beside its place first, so that nobody reads half a file.</summary>
    private static async Task WriteAsync(string path, byte[] content, bool isProgram, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            await File.WriteAllBytesAsync(beside, content, cancellationToken).ConfigureAwait(false);
            if (isProgram && !OperatingSystem.IsWindows()) File.SetUnixFileMode(beside, File.GetUnixFileMode(beside) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>The full path; null when it is not below the folder, or leads out of it by a link.</summary>
    private static string? Within(string folder, string name)
    {
        var root = Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
        if (name.Contains('\0', StringComparison.Ordinal)) return null;
        var path = Path.GetFullPath(name, folder);
        if (!path.StartsWith(root, StringComparison.Ordinal)) return null;
        for (var parent = Path.GetDirectoryName(path); parent is not null && parent.Length > root.Length; parent = Path.GetDirectoryName(parent))
            if (new DirectoryInfo(parent).LinkTarget is not null) return null;
        return path;
    }

    /// <summary>Whether a file is a link to something that is not below the folder, and so none the program made.</summary>
    private static bool LeadsOut(string folder, string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target && !target.FullName.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool IsProgram(string path) => !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);
}
