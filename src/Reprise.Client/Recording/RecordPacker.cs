using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reprise.Documents;
using Reprise.Interactions;

namespace Reprise.Client.Recording;

/// <summary>Makes lines of records: with an id, a time, what was around them, and without what is not to leave the process. For one thread.</summary>
internal sealed class RecordPacker(DocumentPrivacy privacy, int maxBytes) : IDisposable
{
    // As the writer of documents; a record is JSON and never pasted into HTML.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>From here on two ids differ by their times alone.</summary>
    private const int IdTicks = 3;

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _writer = new(Stream.Null, s_options);
    private long _last;

    /// <summary>The line, without its line feed; valid until the next call.</summary>
    /// <param name="waiting">The record.</param>
    /// <param name="isCut">Whether its texts were left out.</param>
    public ReadOnlySpan<byte> Pack(in Waiting waiting, out bool isCut)
    {
        isCut = false;
        var record = Completed(waiting);
        InteractionDocument shaped;
        try
        {
            shaped = privacy.Apply(record);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The boundary: nothing leaves past a fault of the policy's.
            isCut = true;
            return Write(Bare(record, "the privacy policy could not be applied, so no content is recorded"));
        }

        try
        {
            var line = Write(shaped);
            if (line.Length <= maxBytes) return line;
            isCut = true;
            return Write(WithoutTexts(shaped, FormattableString.Invariant($"the record had {line.Length:N0} bytes, more than {maxBytes:N0}, so its texts were left out")));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Values of JSON that are none any more, numbers that JSON does not have, lists changed meanwhile.
            isCut = true;
            return Write(Bare(shaped, "parts of the record could not be written as JSON and were left out"));
        }
    }

    public void Dispose() => _writer.Dispose();

    private ReadOnlySpan<byte> Write(InteractionDocument record)
    {
        // A buffer that one large record has made large is not kept.
        if (_buffer.Capacity > 256 * 1024) _buffer.Clear();
        _buffer.ResetWrittenCount();
        _writer.Reset(_buffer);
        JsonSerializer.Serialize(_writer, record, DocumentJson.Relaxed.InteractionDocument);
        _writer.Flush();
        return _buffer.WrittenSpan;
    }

    private InteractionDocument Completed(in Waiting waiting)
    {
        var (record, scope) = (waiting.Record, waiting.Scope);
        var activity = waiting.Activity is { IdFormat: System.Diagnostics.ActivityIdFormat.W3C } current ? current : null;
        var at = record.Timestamp ?? new DateTimeOffset(Later(waiting.At), TimeSpan.Zero);
        // Whoever recorded a call of its own has said which trace and parent that has.
        var isPlain = record.TraceId is null && record.SpanId is null && record.ParentId is null;
        return record with
        {
            InteractionId = string.IsNullOrEmpty(record.InteractionId) ? InteractionId.At(at).ToString() : record.InteractionId,
            Timestamp = at,
            Kind = record.Kind ?? "event",
            Status = record.Status ?? "success",
            SessionId = record.SessionId ?? scope?.SessionId,
            UserId = record.UserId ?? scope?.UserId,
            PromptType = record.PromptType ?? scope?.PromptType,
            Tags = record.Tags ?? (scope is { Tags.Count: > 0 } ? scope.Tags : null),
            TraceId = isPlain ? scope?.TraceId ?? activity?.TraceId.ToHexString() : record.TraceId,
            ParentId = isPlain ? scope?.SpanId ?? (scope?.TraceId is null ? activity?.SpanId.ToHexString() : null) : record.ParentId,
        };
    }

    /// <summary>
    /// A moment behind the last one, so that ids sort as records were recorded: what an id has of a time is a quarter of a microsecond, in which a fast program records
    /// twice. A clock that was set back is followed.
    /// </summary>
    private long Later(long ticks)
    {
        if (ticks < _last + IdTicks && ticks > _last - TimeSpan.TicksPerSecond) ticks = _last + IdTicks;
        return _last = ticks;
    }

    private static InteractionDocument WithoutTexts(InteractionDocument record, string why) => record with
    {
        Request = null, Response = record.Response is { } response ? new ResponseDocument { FinishReason = Short(response.FinishReason), CompletionTokens = response.CompletionTokens } : null,
        Bodies = null, Metadata = null, FileMetadata = null, Facts = null, Labels = null, Evaluation = null, Feedback = null, Tags = null, Privacy = null, Security = null,
        Name = Short(record.Name), Operation = Short(record.Operation), ErrorCode = Short(record.ErrorCode), ErrorMessage = Short(record.ErrorMessage), UserId = Short(record.UserId), SessionId = Short(record.SessionId),
        TraceId = Short(record.TraceId), SpanId = Short(record.SpanId), ParentId = Short(record.ParentId), PromptType = Short(record.PromptType), Model = Short(record.Model), ResponseModel = Short(record.ResponseModel),
        Provider = Short(record.Provider), Dialect = Short(record.Dialect), InteractionId = Short(record.InteractionId), IpAddress = Short(record.IpAddress), Country = Short(record.Country),
        PromptTemplate = Short(record.PromptTemplate), InputHash = Short(record.InputHash), PromptHash = Short(record.PromptHash), Project = Short(record.Project), Kind = Short(record.Kind), Status = Short(record.Status),
        RecordError = why, Cache = null, Replay = null,
    };

    /// <summary>What no content is in.</summary>
    private static InteractionDocument Bare(InteractionDocument record, string why) => new()
    {
        InteractionId = Short(record.InteractionId), Timestamp = record.Timestamp, Kind = Short(record.Kind), Status = Short(record.Status), HttpStatus = record.HttpStatus, Provider = Short(record.Provider),
        Model = Short(record.Model), Metrics = new MetricsDocument { LatencyMs = record.Metrics?.LatencyMs }, RecordError = why,
    };

    private static string? Short(string? text) => text is { Length: > 256 } ? text[..256] : text;
}
