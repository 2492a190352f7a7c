using System.Text.Json;

namespace Reprise.Server.Ingest;

/// <summary>Reads what a record says about its user's agreement: the member <c>consent</c>, true or false, or a yes or no.</summary>
internal static class ConsentMember
{
    /// <summary>Null when it says nothing. What is neither yes nor no is no yes.</summary>
    public static bool? Find(ReadOnlySpan<byte> record)
    {
        if (record.IndexOf("\"consent\""u8) < 0) return null;
        var json = new Utf8JsonReader(record, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 1) continue;
                var isConsent = json.ValueTextEquals("consent"u8);
                json.Read();
                if (isConsent) return Read(ref json);
                json.Skip();
            }
        }
        catch (JsonException)
        {
            // Whoever reads the record says so.
        }

        return null;
    }

    private static bool? Read(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String when json.GetString() is { } word => word.ToUpperInvariant() switch
        {
            "YES" or "TRUE" or "GRANTED" => true,
            "NO" or "FALSE" or "DENIED" => false,
            _ => null,
        },
        _ => null,
    };
}
