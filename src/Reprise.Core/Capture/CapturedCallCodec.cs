using System.Buffers;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Capture;

/// <summary>
/// A captured call as bytes, for the journal: a head with everything but the bodies, then the two bodies as they are, so that writing one copies no body.
/// The first byte is the format's version; readers know every released one.
/// </summary>
internal static class CapturedCallCodec
{
    public const byte Version = 4;

    /// <summary>Knew nothing of consent, privacy and security.</summary>
    private const byte WithoutNotes = 3;

    /// <summary>Knew nothing of replays, prompt templates and request headers.</summary>
    private const byte WithoutReplay = 2;

    /// <summary>Knew nothing of the cache.</summary>
    private const byte WithoutCache = 1;

    /// <summary>Where the id stands in an encoded call.</summary>
    public const int IdOffset = 1;

    /// <summary>Writes the head; the request and response bytes follow it.</summary>
    public static void WriteHead(CapturedCall call, ArrayBufferWriter<byte> output)
    {
        var writer = new Writer(output);
        writer.Byte(Version);
        call.Id.WriteBytes(output.GetSpan(16));
        output.Advance(16);
        writer.Text(call.Project);
        writer.Int64(call.Timestamp.UtcTicks);
        writer.Text(call.Provider);
        writer.Text(call.Dialect);
        writer.Text(call.Method);
        writer.Text(call.Path);
        writer.Text(call.Query);
        writer.Int64(call.HttpStatus ?? -1);
        writer.Byte((byte)call.Outcome);
        writer.Text(call.Error);
        writer.Int64(call.LatencyMs);
        writer.Int64(call.TtftMs ?? -1);
        writer.Int64(call.Attempts);
        writer.Text(call.RecordError);
        WriteLabels(writer, call.Labels);
        WriteHeaders(writer, call.ResponseHeaders);
        WriteCache(writer, output, call.Cache);
        WriteReplay(writer, output, call.Labels.Replay);
        writer.Text(call.Labels.PromptTemplate);
        WriteHeaders(writer, call.RequestHeaders);
        writer.Byte(call.Labels.Consent switch { null => 0, false => 1, true => 2 });
        writer.Text(NoteJson.Write(call.Privacy, call.Security));
        WriteBodyHead(writer, call.Request);
        WriteBodyHead(writer, call.Response);
    }

    /// <summary>Reads an encoded call; the bodies are slices of <paramref name="bytes"/>. Throws <see cref="InvalidDataException"/>.</summary>
    public static CapturedCall Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new Reader(bytes);
        var version = reader.Byte();
        if (version is < WithoutCache or > Version) throw new InvalidDataException($"The journal was written in format {version}; this build reads formats {WithoutCache} to {Version}.");
        var id = InteractionId.FromBytes(reader.Take(16).Span);
        var project = reader.Text()!;
        var timestamp = new DateTimeOffset(reader.Int64(), TimeSpan.Zero);
        var provider = reader.Text()!;
        var dialect = reader.Text();
        var method = reader.Text()!;
        var path = reader.Text()!;
        var query = reader.Text()!;
        var status = reader.Int64();
        var outcome = (CallOutcome)reader.Byte();
        var error = reader.Text();
        var latency = reader.Int64();
        var ttft = reader.Int64();
        var attempts = (int)reader.Int64();
        var recordError = reader.Text();
        var labels = ReadLabels(ref reader);
        var headers = ReadHeaders(ref reader);
        var cache = version == WithoutCache ? null : ReadCache(ref reader);
        KeyValuePair<string, string>[] requestHeaders = [];
        if (version > WithoutReplay)
        {
            labels = labels with { Replay = ReadReplay(ref reader), PromptTemplate = reader.Text() };
            requestHeaders = ReadHeaders(ref reader);
        }

        var (privacy, security) = ((PrivacyNote?)null, (SecurityNote?)null);
        if (version > WithoutNotes)
        {
            labels = labels with { Consent = reader.Byte() switch { 0 => null, 1 => false, _ => true } };
            (privacy, security) = ReadNotes(ref reader);
        }

        var request = ReadBodyHead(ref reader);
        var response = ReadBodyHead(ref reader);
        return new CapturedCall
        {
            Id = id,
            Project = project,
            Timestamp = timestamp,
            Provider = provider,
            Dialect = dialect,
            Method = method,
            Path = path,
            Query = query,
            HttpStatus = status < 0 ? null : (int)status,
            Outcome = outcome,
            Error = error,
            LatencyMs = latency,
            TtftMs = ttft < 0 ? null : ttft,
            Attempts = attempts,
            RecordError = recordError,
            Labels = labels,
            Cache = cache,
            RequestHeaders = requestHeaders,
            ResponseHeaders = headers,
            Privacy = privacy,
            Security = security,
            Request = request?.Body(reader.Take(request.Length)),
            Response = response?.Body(reader.Take(response.Length)),
        };
    }

    private static void WriteLabels(Writer writer, CallLabels labels)
    {
        writer.Text(labels.UserId);
        writer.Text(labels.SessionId);
        writer.Text(labels.TraceId);
        writer.Text(labels.SpanId);
        writer.Text(labels.ParentId);
        writer.Text(labels.PromptType);
        writer.Int64(labels.Tags.Count);
        foreach (var tag in labels.Tags) writer.Text(tag);
        writer.Text(labels.Metadata);
        writer.Text(labels.IpAddress);
        writer.Text(labels.RecordError);
    }

    private static CallLabels ReadLabels(ref Reader reader)
    {
        var (user, session, trace, span, parent, promptType) = (reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Text());
        var tags = new string[reader.Count()];
        for (var i = 0; i < tags.Length; i++) tags[i] = reader.Text()!;
        return new CallLabels
        {
            UserId = user,
            SessionId = session,
            TraceId = trace,
            SpanId = span,
            ParentId = parent,
            PromptType = promptType,
            Tags = tags,
            Metadata = reader.Text(),
            IpAddress = reader.Text(),
            RecordError = reader.Text(),
        };
    }

    private static void WriteHeaders(Writer writer, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        writer.Int64(headers.Count);
        foreach (var (name, value) in headers)
        {
            writer.Text(name);
            writer.Text(value);
        }
    }

    private static KeyValuePair<string, string>[] ReadHeaders(ref Reader reader)
    {
        var headers = new KeyValuePair<string, string>[reader.Count()];
        for (var i = 0; i < headers.Length; i++) headers[i] = new(reader.Text()!, reader.Text()!);
        return headers;
    }

    private static void WriteReplay(Writer writer, ArrayBufferWriter<byte> output, ReplayOrigin? replay)
    {
        writer.Byte(replay is null ? (byte)0 : (byte)1);
        if (replay is null) return;
        WriteId(writer, output, replay.Of);
        writer.Text(replay.Run);
    }

    private static ReplayOrigin? ReadReplay(ref Reader reader) => reader.Byte() == 0 ? null : new ReplayOrigin(ReadId(ref reader), reader.Text());

    private static void WriteId(Writer writer, ArrayBufferWriter<byte> output, InteractionId? id)
    {
        writer.Byte(id is null ? (byte)0 : (byte)1);
        if (id is not { } known) return;
        known.WriteBytes(output.GetSpan(16));
        output.Advance(16);
    }

    private static InteractionId? ReadId(ref Reader reader) => reader.Byte() == 0 ? null : InteractionId.FromBytes(reader.Take(16).Span);

    private static void WriteCache(Writer writer, ArrayBufferWriter<byte> output, CacheOutcome? cache)
    {
        writer.Text(cache?.Status);
        if (cache is null) return;
        writer.Int64(cache.Similarity is { } similarity ? BitConverter.DoubleToInt64Bits(similarity) : long.MinValue);
        WriteId(writer, output, cache.SourceInteractionId);
        writer.Text(cache.Policy);
        writer.Text(cache.Reason);
    }

    private static CacheOutcome? ReadCache(ref Reader reader)
    {
        if (reader.Text() is not { } status) return null;
        var similarity = reader.Int64();
        var source = ReadId(ref reader);
        return new CacheOutcome
        {
            Status = status,
            // The bits of minus zero, which no similarity has, stand for none.
            Similarity = similarity == long.MinValue ? null : BitConverter.Int64BitsToDouble(similarity),
            SourceInteractionId = source,
            Policy = reader.Text(),
            Reason = reader.Text(),
        };
    }

    private static (PrivacyNote?, SecurityNote?) ReadNotes(ref Reader reader)
    {
        try
        {
            return NoteJson.Read(reader.Text());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException("What the journal says of privacy or security cannot be read.", e);
        }
    }

    private static void WriteBodyHead(Writer writer, Body? body)
    {
        writer.Byte(body is null ? (byte)0 : (byte)1);
        if (body is null) return;
        writer.Text(body.ContentType);
        writer.Text(body.ContentEncoding);
        writer.Int64(body.Chunks.Count);
        foreach (var chunk in body.Chunks)
        {
            writer.Int64(chunk.Length);
            writer.Int64(chunk.DelayMs);
        }

        writer.Int64(body.Bytes.Length);
    }

    private static BodyHead? ReadBodyHead(ref Reader reader)
    {
        if (reader.Byte() == 0) return null;
        var (contentType, contentEncoding) = (reader.Text(), reader.Text());
        var chunks = new BodyChunk[reader.Count()];
        for (var i = 0; i < chunks.Length; i++) chunks[i] = new BodyChunk((int)reader.Int64(), (int)reader.Int64());
        return new BodyHead(contentType, contentEncoding, chunks, reader.Count());
    }

    private sealed record BodyHead(string? ContentType, string? ContentEncoding, BodyChunk[] Chunks, int Length)
    {
        public Body Body(ReadOnlyMemory<byte> bytes) => new() { Bytes = bytes, ContentType = ContentType, ContentEncoding = ContentEncoding, Chunks = Chunks };
    }

    /// <summary>Numbers as zigzag varints, texts as UTF-8 behind their length plus one, zero for null.</summary>
    private readonly struct Writer(ArrayBufferWriter<byte> output)
    {
        public void Byte(byte value)
        {
            output.GetSpan(1)[0] = value;
            output.Advance(1);
        }

        public void Int64(long value)
        {
            var rest = (ulong)((value << 1) ^ (value >> 63));
            var span = output.GetSpan(10);
            var length = 0;
            for (; rest >= 0x80; rest >>= 7) span[length++] = (byte)(rest | 0x80);
            span[length++] = (byte)rest;
            output.Advance(length);
        }

        public void Text(string? text)
        {
            if (text is null)
            {
                Byte(0);
                return;
            }

            var bytes = Encoding.UTF8.GetByteCount(text);
            Int64(bytes + 1L);
            Encoding.UTF8.GetBytes(text, output.GetSpan(bytes));
            output.Advance(bytes);
        }
    }

    private ref struct Reader(ReadOnlyMemory<byte> bytes)
    {
        private ReadOnlyMemory<byte> _rest = bytes;

        public byte Byte() => Take(1).Span[0];

        public long Int64()
        {
            ulong value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                var part = Byte();
                value |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
            }

            throw new InvalidDataException("A number in the journal is longer than 64 bits.");
        }

        /// <summary>A length or count, which cannot be more than the bytes that are left.</summary>
        public int Count()
        {
            var count = Int64();
            return count >= 0 && count <= _rest.Length ? (int)count : throw new InvalidDataException("A length in the journal is out of range.");
        }

        public string? Text()
        {
            var length = Int64();
            if (length == 0) return null;
            if (length < 0 || length - 1 > _rest.Length) throw new InvalidDataException("A text in the journal is out of range.");
            return Encoding.UTF8.GetString(Take((int)(length - 1)).Span);
        }

        public ReadOnlyMemory<byte> Take(int length)
        {
            if (length > _rest.Length) throw new InvalidDataException("A call in the journal is cut off.");
            var taken = _rest[..length];
            _rest = _rest[length..];
            return taken;
        }
    }
}
