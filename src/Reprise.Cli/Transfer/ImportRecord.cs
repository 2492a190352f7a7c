using Reprise.Transfer.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Cli.Transfer;

/// <summary>One line on its way in.</summary>
internal static class ImportRecord
{
    private const int MaxDepth = 512;

    /// <summary>
    /// Checks that the line is one JSON object, so that a broken one cannot spoil those sent with it, and gives it an id if it has none: always the same
    /// for the same line, so that importing twice stores once.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="record">What to send; one line.</param>
    /// <param name="reason">Why it cannot be sent.</param>
    public static bool TryRead(TextLine line, out ReadOnlyMemory<byte> record, out string reason)
    {
        record = line.Bytes;
        reason = "";
        if (line.IsTooLong)
        {
            reason = $"longer than {LineReader.MaxLineBytes / (1024 * 1024)} MiB";
            return false;
        }

        try
        {
            if (!TryFindId(line.Bytes.Span, out var hasId, out var hasEmptyId))
            {
                reason = "not a JSON object";
                return false;
            }

            if (!hasId) record = WithId(line, hasEmptyId ? WithoutId(line.Bytes) : line.Bytes);
            return true;
        }
        catch (JsonException e)
        {
            reason = line.IsTerminated ? $"not valid JSON at byte {e.BytePositionInLine}" : "not valid JSON; the file seems to be cut off here";
            return false;
        }
    }

    private static bool TryFindId(ReadOnlySpan<byte> line, out bool hasId, out bool hasEmptyId)
    {
        hasId = hasEmptyId = false;
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName) continue;
            var isId = reader.ValueTextEquals("interaction_id"u8);
            reader.Read();
            var isEmpty = reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty);
            hasEmptyId |= isId && isEmpty;
            hasId |= isId && !isEmpty;
            reader.Skip();
        }

        return true;
    }

    private static byte[] WithId(TextLine line, ReadOnlyMemory<byte> record)
    {
        // The number is part of it, since a log may rightly hold the same line twice.
        var content = Convert.ToHexStringLower(SHA256.HashData(line.Bytes.Span));
        var id = InteractionId.FromForeign($"import:{line.Number}:{content}").ToString();
        var rest = record.Span[1..];
        var comma = rest.TrimStart(" \t"u8)[0] == (byte)'}' ? "" : ",";
        var head = Encoding.UTF8.GetBytes($"{{\"interaction_id\":\"{id}\"{comma}");
        return [.. head, .. rest];
    }

    /// <summary>The record without the id that says nothing; one object must not name a value twice.</summary>
    private static byte[] WithoutId(ReadOnlyMemory<byte> line)
    {
        using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = MaxDepth });
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = MaxDepth }))
        {
            writer.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!property.NameEquals("interaction_id"u8)) property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
