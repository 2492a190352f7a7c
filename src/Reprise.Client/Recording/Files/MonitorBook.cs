using System.Globalization;
using System.Text.Json;

namespace Reprise.Client.Recording.Files;

/// <summary>Profiles and patterns of a folder of interactions. Whoever opens one holds the folder's lock.</summary>
internal sealed class MonitorBook
{
    private const string StateName = ".state.json";
    private const string Prefix = "interactions_";
    private const string Ending = ".jsonl";

    private readonly string _folder;
    private readonly MonitorState _state;
    private readonly MonitorCounter _counter;

    private MonitorBook(string folder, MonitorState state) => (_folder, _state, _counter) = (folder, state, new MonitorCounter(state));

    public static string PathOf(string folder, DateOnly day) => Path.Combine(folder, Prefix + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + Ending);

    /// <summary>A state that is gone or cannot be read is found again from the lines.</summary>
    public static MonitorBook Load(string folder)
    {
        var path = Path.Combine(folder, StateName);
        try
        {
            if (File.Exists(path)) return new MonitorBook(folder, JsonSerializer.Deserialize(File.ReadAllBytes(path), MonitorJson.Default.MonitorState) ?? new MonitorState());
        }
        catch (JsonException)
        {
            // As if it were not there.
        }

        return new MonitorBook(folder, new MonitorState());
    }

    /// <summary>Counts the lines that have not been counted, in the order of their days.</summary>
    public void CatchUp()
    {
        foreach (var (path, name, _) in Days())
        {
            var from = _state.Files.GetValueOrDefault(name);
            using var file = OwnerOnly.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            // A file that became shorter was changed by somebody: what was counted stays counted.
            if (file.Length <= from) continue;
            file.Position = from;
            using var reader = new StreamReader(file);
            while (reader.ReadLine() is { } line) Count(line);
            _state.Files[name] = file.Length;
        }
    }

    /// <summary>Removes the files of earlier days.</summary>
    public void Forget(DateOnly before)
    {
        foreach (var (path, name, day) in Days().Where(found => found.Day < before).ToList())
        {
            File.Delete(path);
            _state.Files.Remove(name);
        }
    }

    public void Save()
    {
        OwnerOnly.Write(Path.Combine(_folder, "user_profiles.json"), JsonSerializer.SerializeToUtf8Bytes(_counter.Profiles(), MonitorJson.Default.SortedDictionaryStringUserProfile));
        OwnerOnly.Write(Path.Combine(_folder, "patterns.json"), JsonSerializer.SerializeToUtf8Bytes(_counter.Patterns(), MonitorJson.Default.SortedDictionaryStringInteractionPattern));
        OwnerOnly.Write(Path.Combine(_folder, StateName), JsonSerializer.SerializeToUtf8Bytes(_state, MonitorJson.Default.MonitorState));
    }

    private void Count(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            _counter.Count(document.RootElement);
        }
        catch (JsonException)
        {
            // Somebody else's line.
        }
    }

    private IEnumerable<(string Path, string Name, DateOnly Day)> Days() => Directory.EnumerateFiles(_folder, Prefix + "*" + Ending)
        .Select(static path => (Path: path, Name: System.IO.Path.GetFileName(path), IsDay: DateOnly.TryParseExact(System.IO.Path.GetFileNameWithoutExtension(path)[Prefix.Length..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day), Day: day))
        .Where(static found => found.IsDay).OrderBy(static found => found.Day).Select(static found => (found.Path, found.Name, found.Day));
}
