using System.Buffers;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Storage.Postgres.Bodies;

/// <summary>What goes with the bytes of bodies: content types, encodings, how chunks arrived, response headers. JSON as UTF-8; null when there is nothing of it.</summary>
internal static class BodyEnvelope
{
    public static byte[]? Write(RecordedInteraction recorded)
    {
        if (recorded.ResponseHeaders.Count == 0 && IsPlain(recorded.Request) && IsPlain(recorded.Response)) return null;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, "request", recorded.Request);
            Write(json, "response", recorded.Response);
            if (recorded.ResponseHeaders.Count > 0)
            {
                json.WriteStartArray("headers");
                foreach (var (name, value) in recorded.ResponseHeaders)
                {
                    json.WriteStringValue(name);
                    json.WriteStringValue(value);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static RecordedInteraction Read(RecordedInteraction recorded, byte[]? envelope, byte[]? request, byte[]? response)
    {
        if (envelope is null) return recorded with { Request = Bare(request), Response = Bare(response) };
        using var document = JsonDocument.Parse(envelope);
        return recorded with
        {
            Request = Read(document.RootElement, "request", request),
            Response = Read(document.RootElement, "response", response),
            ResponseHeaders = document.RootElement.TryGetProperty("headers", out var headers)
                ? [.. Enumerable.Range(0, headers.GetArrayLength() / 2).Select(i => new KeyValuePair<string, string>(headers[2 * i].GetString()!, headers[(2 * i) + 1].GetString()!))]
                : [],
        };
    }

    private static Body? Bare(byte[]? bytes) => bytes is null ? null : new Body { Bytes = bytes };

    private static bool IsPlain(Body? body) => body is null or { ContentType: null, ContentEncoding: null, Chunks.Count: 0 };

    private static void Write(Utf8JsonWriter json, string name, Body? body)
    {
        if (IsPlain(body)) return;
        json.WriteStartObject(name);
        if (body!.ContentType is not null) json.WriteString("type", body.ContentType);
        if (body.ContentEncoding is not null) json.WriteString("encoding", body.ContentEncoding);
        if (body.Chunks.Count > 0)
        {
            json.WriteStartArray("chunks");
            foreach (var chunk in body.Chunks)
            {
                json.WriteNumberValue(chunk.Length);
                json.WriteNumberValue(chunk.DelayMs);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static Body? Read(JsonElement envelope, string name, byte[]? bytes)
    {
        if (bytes is null || !envelope.TryGetProperty(name, out var values)) return Bare(bytes);
        var numbers = values.TryGetProperty("chunks", out var chunks) ? chunks.EnumerateArray().Select(chunk => chunk.GetInt32()).ToArray() : [];
        return new Body
        {
            Bytes = bytes,
            ContentType = values.TryGetProperty("type", out var type) ? type.GetString() : null,
            ContentEncoding = values.TryGetProperty("encoding", out var encoding) ? encoding.GetString() : null,
            Chunks = [.. numbers.Chunk(2).Select(pair => new BodyChunk(pair[0], pair[1]))],
        };
    }
}
