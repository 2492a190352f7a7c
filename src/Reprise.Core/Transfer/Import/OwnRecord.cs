using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Transfer.Import;

/// <summary>A record in our form on its way in.</summary>
internal static class OwnRecord
{
    private const int MaxDepth = 512;

    /// <summary>
    /// Checks that it is one JSON object, so that a broken one cannot spoil those sent with it, and gives it an id if it has none: always the same for the
    /// same place with the same content, so that importing twice stores once.
    /// </summary>
    /// <param name="record">The record; one line.</param>
    /// <param name="number">Its place in the file. It is part of the id, since a log may rightly hold the same line twice.</param>
    /// <param name="source">What it was made of.</param>
    /// <exception cref="ImportException">It is no object.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static ReadOnlyMemory<byte> Identified(ReadOnlyMemory<byte> record, long number, ReadOnlyMemory<byte> source)
    {
        if (!TryFindId(record.Span, out var hasId, out var hasEmptyId)) throw new ImportException("not a JSON object");
        return hasId ? record : WithId(hasEmptyId ? WithoutId(record) : record, number, source);
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

    private static byte[] WithId(ReadOnlyMemory<byte> record, long number, ReadOnlyMemory<byte> source)
    {
        var content = Convert.ToHexStringLower(SHA256.HashData(source.Span));
        var id = InteractionId.FromForeign($"import:{number}:{content}").ToString();
        var rest = record.Span[1..];
        var comma = rest.TrimStart(" \t"u8)[0] == (byte)'}' ? "" : ",";
        var head = Encoding.UTF8.GetBytes($"{{\"interaction_id\":\"{id}\"{comma}");
        return [.. head, .. rest];
    }

    /// <summary>The record without the id that says nothing; one object must not name a value twice.</summary>
    private static byte[] WithoutId(ReadOnlyMemory<byte> record)
    {
        using var document = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = MaxDepth });
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
