using Reprise.Interactions;

namespace Reprise.Storage.ClickHouse.Rows;

/// <summary>Bodies and response headers as columns. Chunks are lengths and delays in turn, headers names and values in turn.</summary>
internal static class BodyColumns
{
    public const string Names = "request, request_type, request_encoding, request_chunks, response, response_type, response_encoding, response_chunks, response_headers";

    /// <summary>How long both bodies are together, so that pages are cut without reading them.</summary>
    public const string Length = "body_bytes";

    public static void Write(RowWriter row, RecordedInteraction recorded)
    {
        row.Int64((recorded.Request?.Bytes.Length ?? 0L) + (recorded.Response?.Bytes.Length ?? 0L));
        WriteBody(row, recorded.Request);
        WriteBody(row, recorded.Response);
        WriteHeaders(row, recorded.ResponseHeaders);
    }

    /// <summary>Headers as a list of names and values in turn.</summary>
    public static void WriteHeaders(RowWriter row, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        row.Varint((uint)headers.Count * 2);
        foreach (var (name, value) in headers)
        {
            row.Text(name);
            row.Text(value);
        }
    }

    /// <summary>Reads what <see cref="WriteHeaders"/> wrote.</summary>
    public static KeyValuePair<string, string>[] ReadHeaders(RowReader row)
    {
        var count = row.Varint() / 2;
        var headers = count == 0 ? [] : new KeyValuePair<string, string>[count];
        for (var i = 0; i < count; i++) headers[i] = new KeyValuePair<string, string>(row.Text(), row.Text());
        return headers;
    }

    public static RecordedInteraction Read(RowReader row, Interaction interaction)
    {
        var request = ReadBody(row);
        var response = ReadBody(row);
        return new RecordedInteraction { Interaction = interaction, Request = request, Response = response, ResponseHeaders = ReadHeaders(row) };
    }

    private static void WriteBody(RowWriter row, Body? body)
    {
        row.Flag(body is null);
        if (body is not null) row.Blob(body.Bytes.Span);
        row.Nullable(body?.ContentType);
        row.Nullable(body?.ContentEncoding);
        row.Varint((uint)(body?.Chunks.Count ?? 0) * 2);
        if (body is null) return;
        foreach (var chunk in body.Chunks)
        {
            row.Int32(chunk.Length);
            row.Int32(chunk.DelayMs);
        }
    }

    private static Body? ReadBody(RowReader row)
    {
        var bytes = row.BlobOrNull();
        var type = row.TextOrNull();
        var encoding = row.TextOrNull();
        var count = row.Varint() / 2;
        var chunks = count == 0 ? [] : new BodyChunk[count];
        for (var i = 0; i < count; i++) chunks[i] = new BodyChunk(row.Int32(), row.Int32());
        return bytes is null ? null : new Body { Bytes = bytes, ContentType = type, ContentEncoding = encoding, Chunks = chunks };
    }
}
