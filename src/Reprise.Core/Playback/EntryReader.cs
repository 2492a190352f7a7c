using System.Text.Json;
using System.Text.Unicode;
using Reprise.Interactions;

namespace Reprise.Playback;

/// <summary>Reads the lines of a tape, which people may have written or changed.</summary>
internal static class EntryReader
{
    private const int MaxChunks = 1_000_000;

    /// <summary>The header; null when the line is JSON but no header.</summary>
    /// <exception cref="FormatException">What is wrong with it.</exception>
    public static TapeHeader? ReadHeader(ReadOnlyMemory<byte> line)
    {
        using var document = Parse(line);
        var fields = new EntryFields(document.RootElement, "the header");
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("reprise_tape"u8, out _)) return null;
        var version = fields.Number("reprise_tape", 1, int.MaxValue);
        if (version > TapeHeader.CurrentVersion) throw new FormatException($"is of version {version}, and this program reads up to {TapeHeader.CurrentVersion}");
        return new TapeHeader
        {
            Version = version,
            Created = fields.Time("created"),
            Source = fields.Text("source"),
            Ignore = fields.Texts("ignore"),
            Redaction = fields.Texts("redaction") ?? [],
        };
    }

    /// <param name="line">One line.</param>
    /// <param name="number">Of the line.</param>
    /// <param name="note">Is told what was put right.</param>
    /// <exception cref="FormatException">What is wrong with it.</exception>
    public static TapeEntry Read(ReadOnlyMemory<byte> line, long number, Action<string> note)
    {
        using var document = Parse(line);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("is not a JSON object");
        var fields = new EntryFields(document.RootElement, "the entry");
        var request = ReadRequest(fields.Section("request"));
        var answer = ReadAnswer(fields.Section("answer"), note);
        var key = fields.Text("key") switch
        {
            null => TapeKey.Of(request),
            var text when TapeKey.TryParse(text, out var parsed) => parsed,
            _ => throw new FormatException("has a key that is not 64 hexadecimal digits; leave it out to have it computed"),
        };
        return new TapeEntry { Key = key, Lane = fields.Text("lane") ?? "", Interaction = fields.Text("interaction"), Request = request, Answer = answer, Line = number };
    }

    /// <summary>Whether a line that nothing ended is all there.</summary>
    public static bool IsWhole(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = Parse(line);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static TapeRequest ReadRequest(EntryFields fields)
    {
        var path = fields.Text("path") ?? throw new FormatException("has a request without a path");
        if (path.Contains('?', StringComparison.Ordinal)) throw new FormatException("has a path with a '?' in it; the query has a field of its own");
        var query = fields.Text("query") ?? "";
        return new TapeRequest
        {
            Method = (fields.Text("method") ?? "POST").ToUpperInvariant(),
            Provider = (fields.Text("provider") ?? "openai").ToLowerInvariant(),
            Path = path,
            Query = TapeQuery.WithoutCredentials(query.Length == 0 || query[0] == '?' ? query : "?" + query),
            ContentType = fields.Text("type"),
            Body = BodyForm.Read(fields.Value),
        };
    }

    private static TapeAnswer ReadAnswer(EntryFields fields, Action<string> note)
    {
        var body = BodyForm.Read(fields.Value);
        return new TapeAnswer
        {
            Status = fields.Number("status", 200, 599, missing: 200),
            ContentType = fields.Text("type"),
            Encoding = fields.Text("encoding"),
            Decoded = fields.Text("decoded"),
            Headers = ReadHeaders(fields),
            Body = body,
            Chunks = ReadChunks(fields.Value, body.Length, note),
            Redacted = fields.Number("redacted", 0, int.MaxValue, missing: 0),
            Broken = fields.Text("broken"),
        };
    }

    private static List<KeyValuePair<string, string>> ReadHeaders(EntryFields fields)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (!fields.Value.TryGetProperty("headers"u8, out var value)) return headers;
        if (value.ValueKind != JsonValueKind.Object) throw new FormatException("has headers that are not an object of strings");
        foreach (var header in value.EnumerateObject())
            headers.Add(new(header.Name.ToLowerInvariant(), EntryFields.TextOf(header.Value, "headers")));
        return headers;
    }

    private static IReadOnlyList<BodyChunk> ReadChunks(JsonElement answer, int bodyLength, Action<string> note)
    {
        if (!answer.TryGetProperty("chunks"u8, out var value)) return [];
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > MaxChunks) throw new FormatException("has chunks that are not an array of [length, milliseconds]");
        var chunks = new List<BodyChunk>(value.GetArrayLength());
        foreach (var chunk in value.EnumerateArray())
        {
            if (chunk.ValueKind != JsonValueKind.Array || chunk.GetArrayLength() != 2 || !IsCount(chunk[0], out var length) || !IsCount(chunk[1], out var delay))
                throw new FormatException("has a chunk that is not [length, milliseconds]");
            chunks.Add(new BodyChunk(length, delay));
        }

        var fitted = ChunkFit.To(chunks, bodyLength);
        if (!ReferenceEquals(fitted, chunks)) note("the chunks do not add up to the body; their lengths were put right");
        return fitted;
    }

    private static bool IsCount(JsonElement value, out int count)
    {
        count = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out count) && count >= 0;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> line)
    {
        if (!Utf8.IsValid(line.Span)) throw new FormatException("is not valid UTF-8");
        try
        {
            return JsonDocument.Parse(line, TapeJson.Reading);
        }
        catch (JsonException e)
        {
            throw new FormatException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"is not valid JSON at byte {e.BytePositionInLine.GetValueOrDefault() + 1}"), e);
        }
    }
}
