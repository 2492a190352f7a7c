using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Reprise.Playback;

/// <summary>Reads tapes line by line: those we wrote, those somebody edited, and those whose recorder was killed.</summary>
public static class TapeReader
{
    /// <summary>A longer line is refused; two bodies of the largest size the gateway takes fit.</summary>
    public const int MaxLineBytes = 256 * 1024 * 1024;

    /// <summary>Reads a whole tape into memory.</summary>
    /// <param name="path">Of the file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TapeException">It is no tape, or a line of it cannot be read.</exception>
    public static async Task<Tape> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
        await using (file.ConfigureAwait(false)) return await ReadAsync(file, Path.GetFileName(path), cancellationToken).ConfigureAwait(false);
    }

    /// <param name="stream">Of the tape.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TapeException">It is no tape, or a line of it cannot be read.</exception>
    public static async Task<Tape> ReadAsync(Stream stream, string name, CancellationToken cancellationToken)
    {
        var header = new TapeHeader();
        var entries = new List<TapeEntry>();
        var notes = new List<string>();
        await foreach (var item in ReadLinesAsync(stream, name, notes.Add, cancellationToken).ConfigureAwait(false))
        {
            if (item.Header is { } read) header = read;
            else entries.Add(item.Entry!);
        }

        return new Tape { Header = header, Entries = entries, Notes = notes };
    }

    /// <summary>The header and then the entries, without keeping more than one.</summary>
    /// <param name="stream">Of the tape.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="note">Is told what was remarkable, in words for people.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TapeException">It is no tape, or a line of it cannot be read.</exception>
    public static async IAsyncEnumerable<TapeLine> ReadLinesAsync(Stream stream, string name, Action<string> note, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        var number = 0L;
        var hasHeader = false;
        var searched = 0L;
        for (var isOver = false; !isOver;)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            while (Cut(ref buffer, searched, result.IsCompleted) is { } line)
            {
                number++;
                searched = 0;
                if (line.IsEmpty) continue;
                if (Read(line.Bytes, line.IsWhole, name, number, hasHeader, note) is not { } item) continue;
                hasHeader = true;
                yield return item;
            }

            if (buffer.Length > MaxLineBytes) throw new TapeException($"{name}, line {number + 1}: is longer than {MaxLineBytes / (1024 * 1024)} MB");
            // A long line comes in many pieces; what was looked through once is not looked through again.
            searched = buffer.Length;
            reader.AdvanceTo(buffer.Start, buffer.End);
            isOver = result.IsCompleted;
        }

        await reader.CompleteAsync().ConfigureAwait(false);
        if (!hasHeader) throw new TapeException($"{name} is empty; a tape begins with a line like {{\"reprise_tape\":{TapeHeader.CurrentVersion}}}");
    }

    /// <summary>Null for half a line at the end, which a killed recorder leaves.</summary>
    private static TapeLine? Read(ReadOnlyMemory<byte> line, bool isWhole, string name, long number, bool hasHeader, Action<string> note)
    {
        try
        {
            if (hasHeader) return new TapeLine(number, null, EntryReader.Read(line, number, text => note($"{name}, line {number}: {text}")));
            return EntryReader.ReadHeader(line) is { } header
                ? new TapeLine(number, header, null)
                : throw new FormatException($"is not the first line of a tape, which is like {{\"reprise_tape\":{TapeHeader.CurrentVersion}}}");
        }
        catch (FormatException) when (!isWhole && hasHeader && !EntryReader.IsWhole(line))
        {
            note($"{name}, line {number}: breaks off and was left out; its recorder was probably killed");
            return null;
        }
        catch (FormatException e)
        {
            throw new TapeException($"{name}, line {number}: {e.Message}", e);
        }
    }

    private static CutLine? Cut(ref ReadOnlySequence<byte> buffer, long searched, bool isLast)
    {
        if (buffer.Slice(searched).PositionOf((byte)'\n') is { } at)
        {
            var line = buffer.Slice(0, at);
            buffer = buffer.Slice(buffer.GetPosition(1, at));
            return new CutLine(Trim(line), IsWhole: true);
        }

        if (!isLast || buffer.IsEmpty) return null;
        var rest = buffer;
        buffer = buffer.Slice(buffer.End);
        return new CutLine(Trim(rest), IsWhole: false);
    }

    private static ReadOnlyMemory<byte> Trim(in ReadOnlySequence<byte> line)
    {
        ReadOnlyMemory<byte> bytes = line.ToArray();
        if (bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var span = bytes.Span;
        var start = span.IndexOfAnyExcept(" \t\r"u8);
        return start < 0 ? ReadOnlyMemory<byte>.Empty : bytes[start..(span.LastIndexOfAnyExcept(" \t\r"u8) + 1)];
    }

    private readonly record struct CutLine(ReadOnlyMemory<byte> Bytes, bool IsWhole)
    {
        public bool IsEmpty => Bytes.IsEmpty;
    }
}

/// <summary>One line of a tape; one of the two is there.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Header">Of the first line.</param>
/// <param name="Entry">Of every other.</param>
public readonly record struct TapeLine(long Number, TapeHeader? Header, TapeEntry? Entry);
