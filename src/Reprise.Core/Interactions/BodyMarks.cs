using System.Text.Json;

namespace Reprise.Interactions;

/// <summary>What a record says of its bodies that are not what was sent.</summary>
internal static class BodyMarks
{
    /// <summary>How a body is marked that was encrypted before it was stored and could not be opened.</summary>
    public const string EncryptedEncoding = "reprise-encrypted";

    public static bool IsEncrypted(Body? body) => body?.ContentEncoding?.Contains(EncryptedEncoding, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Whether anything was taken out of its bodies: our own note says so, or that of another recorder in the metadata of an imported record.</summary>
    public static bool IsRedacted(Interaction interaction) => IsRedacted(interaction.Privacy) || IsRedacted(interaction.Metadata);

    private static bool IsRedacted(PrivacyNote? privacy)
    {
        if (privacy is null) return false;
        // What is no longer named one by one may have been anywhere.
        return privacy.Dropped.Count > 0
            || privacy.Redactions.Any(one => one.Place.StartsWith("request", StringComparison.Ordinal) || one.Place.StartsWith("response", StringComparison.Ordinal))
            || privacy.Counts.Values.Sum(count => (long)count) > privacy.Redactions.Count;
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
