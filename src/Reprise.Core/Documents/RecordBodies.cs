using System.Text;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Documents;

/// <summary>The exact bodies a record brings under <c>bodies</c>.</summary>
internal sealed class RecordBodies
{
    private const int MaxHeaders = 100;

    public RecordBodies(RecordFields bodies, List<string> mistakes, List<string> notes)
    {
        Request = Read(bodies.Section("request"), "bodies.request", mistakes, notes);
        Response = Read(bodies.Section("response"), "bodies.response", mistakes, notes);
        Headers = ReadHeaders(bodies.Value("response_headers"), mistakes);
    }

    public Body? Request { get; }
    public Body? Response { get; }
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }
    public bool Any => Request is not null || Response is not null;

    private static Body? Read(RecordFields fields, string path, List<string> mistakes, List<string> notes)
    {
        var type = fields.Text(512, "content_type");
        var encoding = fields.Text(128, "content_encoding");
        var (text, base64, chunks) = (fields.Value("text"), fields.Value("base64"), fields.Value("chunks"));
        if (text is null && base64 is null) return null;
        byte[]? bytes = null;
        if (text is { ValueKind: JsonValueKind.String } written) bytes = Encoding.UTF8.GetBytes(written.GetString()!);
        else if (base64 is { ValueKind: JsonValueKind.String } coded && coded.TryGetBytesFromBase64(out var decoded)) bytes = decoded;
        if (bytes is null)
        {
            mistakes.Add($"{path} must have text, a string, or base64, a string in base64");
            return null;
        }

        var body = new Body { Bytes = bytes, ContentType = type, ContentEncoding = encoding };
        if (chunks is null) return body;
        if (Chunks(chunks.Value, bytes.Length) is { } pieces) return body with { Chunks = pieces };
        notes.Add($"{path}.chunks do not add up to the body and were left out");
        return body;
    }

    private static List<BodyChunk>? Chunks(JsonElement json, int length)
    {
        var chunks = new List<BodyChunk>();
        long sum = 0;
        foreach (var item in ((JsonElement?)json).Items())
        {
            if (item.ValueKind != JsonValueKind.Array || item.GetArrayLength() != 2) return null;
            if (item[0].ValueKind != JsonValueKind.Number || item[1].ValueKind != JsonValueKind.Number) return null;
            if (!item[0].TryGetInt32(out var bytes) || !item[1].TryGetInt32(out var delay) || bytes < 1 || delay < 0) return null;
            chunks.Add(new BodyChunk(bytes, delay));
            sum += bytes;
        }

        return sum == length || chunks.Count == 0 ? chunks : null;
    }

    private static List<KeyValuePair<string, string>> ReadHeaders(JsonElement? json, List<string> mistakes)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (json is null) return headers;
        foreach (var item in json.Items().Take(MaxHeaders))
        {
            var isPair = item.ValueKind == JsonValueKind.Array && item.GetArrayLength() == 2
                && item[0].ValueKind == JsonValueKind.String && item[1].ValueKind == JsonValueKind.String;
            if (isPair) headers.Add(new(item[0].GetString()!, item[1].GetString()!));
            else
            {
                mistakes.Add("bodies.response_headers must be a list of pairs of name and value");
                break;
            }
        }

        return headers;
    }
}
