using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Store;
using Reprise.Wire;

namespace Reprise.Datasets.Export;

/// <summary>Writes the cases of a dataset as lines: in our own form, which makes the same dataset again, or as a file for fine-tuning. Holds one case at a time.</summary>
public sealed class CaseExport(IInteractionStore store)
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Our own form: <c>case_id</c>, <c>interaction_id</c> or <c>request</c>, <c>expected</c>, <c>tags</c>.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> OwnAsync(IAsyncEnumerable<DatasetCase> cases, ExportCounts counts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var buffer = new ArrayBufferWriter<byte>();
        await foreach (var item in cases.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            buffer.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(buffer, s_options)) Own(writer, item);
            counts.Written++;
            yield return buffer.WrittenMemory;
        }
    }

    /// <summary>OpenAI's form for fine-tuning chat models, whatever the provider of a case was. What cannot be said in it is left out and counted.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> FineTuningAsync(string project, IAsyncEnumerable<DatasetCase> cases, ExportCounts counts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var buffer = new ArrayBufferWriter<byte>();
        await foreach (var item in cases.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            buffer.ResetWrittenCount();
            var leftOut = await WriteAsync(buffer, project, item, cancellationToken).ConfigureAwait(false);
            if (leftOut is null)
            {
                counts.Written++;
                yield return buffer.WrittenMemory;
            }
            else
            {
                leftOut(counts);
            }
        }
    }

    private async Task<Action<ExportCounts>?> WriteAsync(ArrayBufferWriter<byte> buffer, string project, DatasetCase item, CancellationToken cancellationToken)
    {
        RecordedInteraction? record = null;
        // As replay has it: with both, the interaction is the case.
        if (item.InteractionId is { } id)
        {
            record = await store.FindAsync(project, id, cancellationToken).ConfigureAwait(false);
            if (record is null) return static counts => counts.Gone++;
        }

        var (dialect, request) = RequestOf(item, record);
        if (request.Body.IsEmpty) return static counts => counts.Unreadable++;
        var answer = record?.Response is { } body && DecodedBody.Find(body) is { } bytes
            ? dialect.ReadResponse(new WireResponse(record.Interaction.HttpStatus ?? 200, bytes, body.ContentType))
            : null;
        try
        {
            using var writer = new Utf8JsonWriter(buffer, s_options);
            return FineTuningLine.Write(writer, dialect.Name, request.Body, dialect.ReadRequest(request, details: true), item.Expected, answer);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Recorded bytes are anybody's: not UTF-8, half a surrogate pair, deeper than JSON is read.
            return static counts => counts.Unreadable++;
        }
    }

    private static (IDialect Dialect, WireRequest Request) RequestOf(DatasetCase item, RecordedInteraction? record)
    {
        if (record is null)
        {
            var body = System.Text.Encoding.UTF8.GetBytes(item.Request!.Body);
            return (DialectCatalog.Find(null, item.Request.Provider, "POST", item.Request.Path, body), new WireRequest("POST", item.Request.Path, body, "application/json"));
        }

        var (method, path) = HttpOperation.Of(record.Interaction.Operation);
        var bytes = record.Request is { } sent && DecodedBody.Find(sent) is { } decoded ? decoded : default;
        return (DialectCatalog.OfRecord(record.Interaction.Dialect), new WireRequest(method, path, bytes, record.Request?.ContentType));
    }

    private static void Own(Utf8JsonWriter writer, DatasetCase item)
    {
        writer.WriteStartObject();
        writer.WriteString("case_id", item.CaseId);
        if (item.InteractionId is { } id) writer.WriteString("interaction_id", id.ToString());
        if (item.Request is { } request)
        {
            writer.WriteStartObject("request");
            writer.WriteString("provider", request.Provider);
            writer.WriteString("path", request.Path);
            // As text, not as JSON: the bytes that are sent are part of the case.
            writer.WriteString("body", request.Body);
            writer.WriteEndObject();
        }

        if (item.Expected is { } expected) writer.WriteString("expected", expected);
        if (item.Tags.Count > 0)
        {
            writer.WriteStartArray("tags");
            foreach (var tag in item.Tags) writer.WriteStringValue(tag);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
