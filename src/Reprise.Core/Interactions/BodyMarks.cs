using System.Text.Json;

namespace Reprise.Interactions;

/// <summary>What a record says of its bodies that are not what was sent.</summary>
internal static class BodyMarks
{
    /// <summary>How a body is marked that was encrypted before it was stored and could not be opened.</summary>
    public const string EncryptedEncoding = "reprise-encrypted";

    public static bool IsEncrypted(Body? body) => body?.ContentEncoding?.Contains(EncryptedEncoding, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Whether the request on record is not what was sent: a privacy policy took something out, here or where the record comes from.</summary>
    public static bool ChangesRequest(Interaction interaction) => IsRedacted(interaction.Metadata) || Changes(interaction.Privacy, "request", "input", "system", "tools");

    /// <summary>The same of the answer.</summary>
    public static bool ChangesAnswer(Interaction interaction) => IsRedacted(interaction.Metadata) || Changes(interaction.Privacy, "response", "output", "tools");

    /// <summary>Whether only owners are shown all of its bodies.</summary>
    public static bool IsRestricted(Interaction interaction) => interaction.Privacy is { Restricted.Count: > 0 };

    /// <summary>Whether anything was taken out of its bodies: our own note says so, or that of another recorder in the metadata of an imported record.</summary>
    public static bool IsRedacted(Interaction interaction) => ChangesRequest(interaction) || ChangesAnswer(interaction);

    private static bool Changes(PrivacyNote? note, string side, params ReadOnlySpan<string> classes)
    {
        if (note is null) return false;
        if (note.Dropped.Contains("bodies")) return true;
        foreach (var content in classes)
            if (note.Dropped.Contains(content)) return true;
        // Of many only the first are named; the others may be anywhere.
        return note.Counts.Values.Sum(static count => (long)count) > note.Redactions.Count
            || note.Redactions.Any(redaction => redaction.Place == side || redaction.Place.StartsWith(side + "/", StringComparison.Ordinal));
    }

    /// <summary>A record says under <c>privacy.redactions</c> of its metadata what was taken out of its bodies.</summary>
    private static bool IsRedacted(string? metadata)
    {
        if (metadata is null || !metadata.Contains("redactions", StringComparison.Ordinal)) return false;
        try
        {
            using var json = JsonDocument.Parse(metadata);
            return json.RootElement.ValueKind is JsonValueKind.Object
                && (json.RootElement.TryGetProperty("privacy", out var privacy) || json.RootElement.TryGetProperty("reprise.privacy", out privacy)) && privacy.ValueKind is JsonValueKind.Object
                && privacy.TryGetProperty("redactions", out var redactions)
                && redactions.ValueKind switch
                {
                    JsonValueKind.Array => redactions.GetArrayLength() > 0,
                    JsonValueKind.Object => redactions.EnumerateObject().Any(),
                    JsonValueKind.Number => redactions.TryGetDouble(out var count) && count > 0,
                    JsonValueKind.True => true,
                    _ => false,
                };
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
