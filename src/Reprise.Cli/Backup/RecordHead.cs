using System.Text.Json;
using Reprise.Documents;

namespace Reprise.Cli.Backup;

/// <summary>Reads what stands at the beginning of an exact record without reading the whole of it.</summary>
internal static class RecordHead
{
    /// <summary>The record's time; null when it does not stand among its first members.</summary>
    public static DateTimeOffset? Time(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, isFinalBlock: false, state: default);
        try
        {
            while (reader.Read() && reader.CurrentDepth <= 1)
            {
                if (reader.TokenType != JsonTokenType.PropertyName) continue;
                var isTime = reader.ValueTextEquals("timestamp"u8);
                if (!reader.Read()) return null;
                if (isTime) return reader.TokenType == JsonTokenType.String && UtcJsonConverter.TryRead(reader.GetString(), out var time) ? time : null;
            }
        }
        catch (JsonException)
        {
            // What is no JSON is refused where it is read.
        }

        return null;
    }
}
