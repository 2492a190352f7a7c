using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reprise.Encryption;

/// <summary>
/// A copy of the installation's wrapped keys in the data folder: with it a server starts and journals while the database that keeps settings is down. Worth nothing without the master key.
/// </summary>
internal sealed class KeyCopy(string path)
{
    public string? Find(string name)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject all && all[name] is { } kept ? kept.ToJsonString() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps what the settings store has now. A copy that cannot be written is missed only by a start without the store.</summary>
    public void Keep(string name, string value)
    {
        try
        {
            var all = File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject kept ? kept : [];
            if (all[name]?.ToJsonString() == JsonNode.Parse(value)!.ToJsonString()) return;
            all[name] = JsonNode.Parse(value);
            var next = path + ".next";
            File.WriteAllText(next, all.ToJsonString());
            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // See above.
        }
    }
}
