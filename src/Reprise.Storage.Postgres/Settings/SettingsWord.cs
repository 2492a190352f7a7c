using System.Text.Json;
using Reprise.Settings;

namespace Reprise.Storage.Postgres.Settings;

/// <summary>What one server tells the others of a change: who says it, and the setting's name. Never its value.</summary>
internal static class SettingsWord
{
    public static string Write(string sender, SettingChange change)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            json.WriteStringValue(sender);
            json.WriteStringValue(change.Project);
            json.WriteStringValue(change.Kind);
            json.WriteStringValue(change.Key);
            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Who said it and what changed; a change of anything where the word is of another make.</summary>
    public static (string? Sender, SettingChange Change) Read(string word)
    {
        try
        {
            using var document = JsonDocument.Parse(word);
            if (document.RootElement is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() != 4) return (null, new SettingChange("", "", ""));
            var parts = array.EnumerateArray().Select(static part => part.GetString() ?? "").ToArray();
            return (parts[0], new SettingChange(parts[1], parts[2], parts[3]));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, new SettingChange("", "", ""));
        }
    }
}
