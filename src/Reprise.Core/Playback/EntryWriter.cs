using System.Buffers;
using System.Text.Json;

namespace Reprise.Playback;

/// <summary>Writes the lines of a tape.</summary>
internal static class EntryWriter
{
    public static void Write(IBufferWriter<byte> output, TapeHeader header)
    {
        using (var writer = new Utf8JsonWriter(output, TapeJson.Writing))
        {
            writer.WriteStartObject();
            writer.WriteNumber("reprise_tape"u8, header.Version);
            if (header.Created is { } created) writer.WriteString("created"u8, created.UtcDateTime);
            WriteText(writer, "source"u8, header.Source);
            if (header.Ignore is { } ignore) WriteTexts(writer, "ignore"u8, ignore);
            if (header.Redaction.Count > 0) WriteTexts(writer, "redaction"u8, header.Redaction);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    public static void Write(IBufferWriter<byte> output, TapeEntry entry)
    {
        using (var writer = new Utf8JsonWriter(output, TapeJson.Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, entry.Key.ToString());
            if (entry.Lane.Length > 0) WriteText(writer, "lane"u8, entry.Lane);
            WriteText(writer, "interaction"u8, entry.Interaction);
            Write(writer, entry.Request);
            Write(writer, entry.Answer);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter writer, TapeRequest request)
    {
        writer.WriteStartObject("request"u8);
        WriteText(writer, "method"u8, request.Method);
        WriteText(writer, "provider"u8, request.Provider);
        WriteText(writer, "path"u8, request.Path);
        var query = TapeQuery.WithoutCredentials(request.Query);
        if (query.Length > 0) WriteText(writer, "query"u8, query);
        WriteText(writer, "type"u8, request.ContentType);
        BodyForm.Write(writer, request.Body.Span);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, TapeAnswer answer)
    {
        writer.WriteStartObject("answer"u8);
        writer.WriteNumber("status"u8, answer.Status);
        WriteText(writer, "type"u8, answer.ContentType);
        WriteText(writer, "encoding"u8, answer.Encoding);
        WriteText(writer, "decoded"u8, answer.Decoded);
        if (answer.Headers.Count > 0)
        {
            writer.WriteStartObject("headers"u8);
            foreach (var (name, value) in answer.Headers) writer.WriteString(TapeJson.Text(name), TapeJson.Text(value));
            writer.WriteEndObject();
        }

        BodyForm.Write(writer, answer.Body.Span);
        if (answer.Chunks.Count > 0)
        {
            writer.WriteStartArray("chunks"u8);
            foreach (var chunk in answer.Chunks)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(chunk.Length);
                writer.WriteNumberValue(chunk.DelayMs);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        if (answer.Redacted > 0) writer.WriteNumber("redacted"u8, answer.Redacted);
        WriteText(writer, "broken"u8, answer.Broken);
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null) writer.WriteString(name, TapeJson.Text(value));
    }

    private static void WriteTexts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values) writer.WriteStringValue(TapeJson.Text(value));
        writer.WriteEndArray();
    }
}
