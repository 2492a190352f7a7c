using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Reprise.Server.Ingest;

/// <summary>One record's bytes as they were sent, or why they could not be told apart from their neighbours.</summary>
internal readonly record struct RecordSlice(int Line, ReadOnlyMemory<byte> Bytes, string? Mistake);

/// <summary>Cuts a body into records without parsing them, so that one broken record costs no other.</summary>
internal static class RecordSlices
{
    /// <summary>Nesting the cutter walks through; the reader of a record is stricter and says so for that record alone.</summary>
    private const int MaxDepth = 1000;

    /// <summary>The lines of NDJSON, one at a time; empty lines are skipped but counted. A slice is valid until the next is asked for.</summary>
    public static async IAsyncEnumerable<RecordSlice> LinesAsync(Stream body, long maxLineBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        var line = 0;
        var isSkipping = false;
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                line++;
                var bytes = buffer.Slice(0, end);
                if (!isSkipping && Slice(bytes, line, maxLineBytes) is { } slice) yield return slice;
                isSkipping = false;
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (read.IsCompleted)
            {
                if (!isSkipping && Slice(buffer, line + 1, maxLineBytes) is { } last) yield return last;
                break;
            }

            if (buffer.Length > maxLineBytes)
            {
                if (!isSkipping) yield return TooLong(line + 1, maxLineBytes);
                isSkipping = true;
                buffer = buffer.Slice(buffer.End);
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
        }

        await pipe.CompleteAsync();
    }

    /// <summary>The object itself, or the first elements of a list.</summary>
    public static IReadOnlyList<RecordSlice> Json(ReadOnlyMemory<byte> body, int count = int.MaxValue)
    {
        body = WithoutMark(body);
        var slices = new List<RecordSlice>();
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read()) return slices;
            if (reader.TokenType != JsonTokenType.StartArray) return [new RecordSlice(1, body, null)];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                slices.Add(new RecordSlice(slices.Count + 1, body[start..(int)reader.BytesConsumed], null));
                if (slices.Count == count) return slices;
            }

            reader.Read();
        }
        catch (JsonException e)
        {
            slices.Add(new RecordSlice(slices.Count + 1, default,
                $"From here on the list is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}); what follows was not read."));
        }

        return slices;
    }

    private static RecordSlice? Slice(ReadOnlySequence<byte> bytes, int line, long maxLineBytes)
    {
        if (bytes.Length > maxLineBytes) return TooLong(line, maxLineBytes);
        var memory = bytes.IsSingleSegment ? bytes.First : bytes.ToArray();
        if (line == 1) memory = WithoutMark(memory);
        return memory.Span.Trim(" \t\r"u8).IsEmpty ? null : new RecordSlice(line, memory, null);
    }

    private static RecordSlice TooLong(int line, long maxLineBytes) => new(line, default, $"The line is longer than {maxLineBytes:N0} bytes and was skipped.");

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
}
