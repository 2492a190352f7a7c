using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Server.Interactions;

/// <summary>Writes a page of records, each as it is needed: only one is in memory as JSON.</summary>
/// <param name="page">The page.</param>
/// <param name="documents">Reads bodies for people; null for exact records.</param>
/// <param name="bodies">Whether the exact bodies come along.</param>
internal sealed class RecordLinesResult(RecordPage page, DocumentWriter? documents, bool bodies) : IResult
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>Bytes after which a client gets what there is.</summary>
    private const long FlushBytes = 128 * 1024;

    // Validated text goes in as raw JSON, and the records are the store's own: checking their order again would cost a tenth.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = 1000 };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "private, no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers[RecordEndpoints.CountHeader] = page.Items.Count.ToString(CultureInfo.InvariantCulture);
        if (page.Cursor is not null) response.Headers[RecordEndpoints.CursorHeader] = page.Cursor;
        var pipe = response.BodyWriter;
        await using var writer = new Utf8JsonWriter(pipe, s_options);
        long unflushed = 0;
        foreach (var record in page.Items)
        {
            // A document is read from the bodies, also where the exact bytes are not wanted; its writer leaves those out.
            Write(writer, bodies || documents is not null ? record : record with { Request = null, Response = null, ResponseHeaders = [] });
            writer.Flush();
            unflushed += writer.BytesCommitted + 1;
            writer.Reset();
            pipe.GetSpan(1)[0] = (byte)'\n';
            pipe.Advance(1);
            if (unflushed < FlushBytes) continue;
            unflushed = 0;
            if ((await pipe.FlushAsync(httpContext.RequestAborted)).IsCompleted) return;
        }
    }

    private void Write(Utf8JsonWriter writer, RecordedInteraction record)
    {
        if (documents is null) ExactRecordWriter.Write(writer, record);
        else JsonSerializer.Serialize(writer, documents.Write(record, bodies), DocumentJson.Relaxed.InteractionDocument);
    }
}
