using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace Reprise.Transfer.Text;

/// <summary>Cuts CSV (RFC 4180) into rows without keeping more than one in memory. Line ends may be LF or CR LF; fields in quotes may hold them.</summary>
public static class CsvReader
{
    /// <summary>A row longer than this ends the reading: most likely a quote was never closed.</summary>
    public const int MaxRowBytes = 64 * 1024 * 1024;

    /// <summary>All rows, the one with the names first. Empty lines are left out.</summary>
    public static async IAsyncEnumerable<CsvRow> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        long line = 1;
        long end = 0;
        var scanned = 0L;
        var inQuotes = false;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            while (TryCut(ref buffer, ref scanned, ref inQuotes, out var row))
            {
                end += row.Length + 1;
                if (Row(row, line, end, isTerminated: true) is { } found) yield return found;
                line += 1 + LineFeeds(row);
            }

            var tooLong = buffer.Length > MaxRowBytes;
            if (tooLong || result.IsCompleted)
            {
                if (tooLong || inQuotes) yield return new CsvRow(line, [], end, IsTerminated: false, tooLong ? $"the row is longer than {MaxRowBytes >> 20} MB; is a quote left open?" : "a quote is left open");
                else if (Row(buffer, line, end + buffer.Length, isTerminated: false) is { } last) yield return last;
                await reader.CompleteAsync().ConfigureAwait(false);
                yield break;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Finds the next line feed outside quotes. A doubled quote closes and opens, which comes to the same.</summary>
    private static bool TryCut(ref ReadOnlySequence<byte> buffer, ref long scanned, ref bool inQuotes, out ReadOnlySequence<byte> row)
    {
        var rest = new SequenceReader<byte>(buffer.Slice(scanned));
        while (rest.TryReadToAny(out ReadOnlySequence<byte> _, "\"\n"u8, advancePastDelimiter: false))
        {
            rest.TryRead(out var found);
            if (found == (byte)'"') inQuotes = !inQuotes;
            else if (!inQuotes)
            {
                var length = scanned + rest.Consumed;
                row = buffer.Slice(0, length - 1);
                buffer = buffer.Slice(length);
                scanned = 0;
                return true;
            }
        }

        scanned = buffer.Length;
        row = default;
        return false;
    }

    private static CsvRow? Row(in ReadOnlySequence<byte> bytes, long line, long end, bool isTerminated)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (line == 1 && text.StartsWith('\uFEFF')) text = text[1..];
        if (text.EndsWith('\r')) text = text[..^1];
        // A quote that is closed ends the last field as well as a line end does.
        return string.IsNullOrWhiteSpace(text) ? null : new CsvRow(line, Fields(text), end, isTerminated, null) { IsWhole = isTerminated || text.EndsWith('"') };
    }

    private static List<string> Fields(string row)
    {
        var fields = new List<string>();
        var at = 0;
        while (true)
        {
            if (at < row.Length && row[at] == '"')
            {
                var text = new StringBuilder();
                for (at++; at < row.Length; at++)
                {
                    if (row[at] != '"') text.Append(row[at]);
                    else if (at + 1 < row.Length && row[at + 1] == '"') text.Append(row[at++]);
                    else break;
                }

                // What follows a closing quote before the next comma is no CSV, and still somebody's data.
                var next = row.IndexOf(',', Math.Min(at + 1, row.Length));
                text.Append(row.AsSpan(Math.Min(at + 1, row.Length), (next < 0 ? row.Length : next) - Math.Min(at + 1, row.Length)));
                fields.Add(text.ToString());
                if (next < 0) return fields;
                at = next + 1;
            }
            else
            {
                var next = row.IndexOf(',', at);
                fields.Add(next < 0 ? row[at..] : row[at..next]);
                if (next < 0) return fields;
                at = next + 1;
            }
        }
    }

    private static long LineFeeds(in ReadOnlySequence<byte> row)
    {
        long count = 0;
        foreach (var part in row) count += part.Span.Count((byte)'\n');
        return count;
    }
}

/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Fields">As text; empty when the row cannot be read.</param>
/// <param name="End">Where the next row begins, in bytes from the start of the stream.</param>
/// <param name="IsTerminated">False for a last row without a line end, which may be half a row.</param>
/// <param name="Mistake">Why it cannot be read, and nothing behind it; null when it can.</param>
public readonly record struct CsvRow(long Line, IReadOnlyList<string> Fields, long End, bool IsTerminated, string? Mistake)
{
    /// <summary>False when the last field may go on.</summary>
    public bool IsWhole { get; init; }
}
