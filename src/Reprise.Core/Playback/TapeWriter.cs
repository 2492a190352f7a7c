using System.Buffers;

namespace Reprise.Playback;

/// <summary>
/// Writes a tape. Each entry goes to the file in one write before the call returns, so a recorder that is killed leaves a tape that can be read; at worst its
/// last line is half and is dropped. For use from many threads.
/// </summary>
public sealed class TapeWriter : IAsyncDisposable
{
    private readonly Func<TapeWriter, CancellationToken, Task>? _begin;
    private FileStream? _file;
    private readonly ITapeRedaction? _redaction;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ArrayBufferWriter<byte> _line = new(4096);

    private TapeWriter(FileStream file, ITapeRedaction? redaction) => (_file, _redaction) = (file, redaction);

    private TapeWriter(Func<TapeWriter, CancellationToken, Task> begin, ITapeRedaction? redaction) => (_begin, _redaction) = (begin, redaction);

    /// <summary>Entries written.</summary>
    public long Count { get; private set; }

    /// <summary>Begins a new tape, in the place of a file that is there.</summary>
    /// <param name="path">Of the file; its folder is made when it is missing.</param>
    /// <param name="header">Its first line; the names of the redaction's rules are added.</param>
    /// <param name="redaction">Applied to every entry; null for none.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task<TapeWriter> CreateAsync(string path, TapeHeader header, ITapeRedaction? redaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var writer = new TapeWriter(Open(path, FileMode.Create), redaction);
        await writer.WriteHeaderAsync(header, cancellationToken).ConfigureAwait(false);
        return writer;
    }

    /// <summary>A new tape that is begun with its first entry: until then a file that is there stays as it is, and none is made.</summary>
    /// <exception cref="IOException">It could not be written there.</exception>
    internal static TapeWriter CreateAtFirstEntry(string path, TapeHeader header, ITapeRedaction? redaction)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        // Said now rather than after the first call is paid for.
        using (File.Exists(path) ? Open(path, FileMode.Open) : new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose))
        {
        }

        return new TapeWriter(
            async (writer, cancellationToken) =>
            {
                writer._file = Open(path, FileMode.Create);
                try
                {
                    await writer.WriteHeaderAsync(header, cancellationToken).ConfigureAwait(false);
                }
                catch (IOException)
                {
                    // No entry may stand where a header should.
                    await writer._file.DisposeAsync().ConfigureAwait(false);
                    writer._file = null;
                    throw;
                }
            },
            redaction);
    }

    /// <summary>Goes on behind the last whole line of a tape; what a killed recorder left behind it is cut off.</summary>
    public static async Task<TapeWriter> AppendAsync(string path, ITapeRedaction? redaction, CancellationToken cancellationToken)
    {
        var file = Open(path, FileMode.Open);
        var end = await EndOfLastLineAsync(file, cancellationToken).ConfigureAwait(false);
        var rest = new byte[Math.Min(file.Length - end, TapeReader.MaxLineBytes)];
        file.Position = end;
        await file.ReadExactlyAsync(rest, cancellationToken).ConfigureAwait(false);
        var isWhole = EntryReader.IsWhole(rest);
        if (!isWhole) file.SetLength(end);
        file.Position = file.Length;
        // Some editors end a file without a line feed.
        if (isWhole) await file.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        return new TapeWriter(file, redaction);
    }

    /// <summary>Writes one entry, redacted, in the order of the calls.</summary>
    /// <returns>The entry as it now stands on the tape.</returns>
    public async Task<TapeEntry> WriteAsync(TapeEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var written = _redaction is null ? entry : entry with { Request = _redaction.Redact(entry.Request), Answer = _redaction.Redact(entry.Answer) };
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_file is null) await _begin!(this, CancellationToken.None).ConfigureAwait(false);
            EntryWriter.Write(_line, written);
            // Once begun a line is written to its end.
            await WriteLineAsync(CancellationToken.None).ConfigureAwait(false);
            Count++;
            return written;
        }
        finally
        {
            _line.ResetWrittenCount();
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null) await _file.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    private static FileStream Open(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, useAsync: true);

    private Task WriteHeaderAsync(TapeHeader header, CancellationToken cancellationToken)
    {
        EntryWriter.Write(_line, _redaction is null ? header : header with { Redaction = [.. header.Redaction.Union(_redaction.Names, StringComparer.Ordinal)] });
        return WriteLineAsync(cancellationToken);
    }

    private async Task WriteLineAsync(CancellationToken cancellationToken)
    {
        var file = _file!;
        var start = file.Position;
        try
        {
            await file.WriteAsync(_line.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // A full disk takes half a line; the next one must not stand behind it.
            file.SetLength(start);
            file.Position = start;
            throw;
        }
        finally
        {
            _line.ResetWrittenCount();
        }
    }

    private static async Task<long> EndOfLastLineAsync(FileStream file, CancellationToken cancellationToken)
    {
        var piece = new byte[64 * 1024];
        for (var end = file.Length; end > 0;)
        {
            var start = Math.Max(0, end - piece.Length);
            file.Position = start;
            var count = (int)(end - start);
            await file.ReadExactlyAsync(piece.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            if (piece.AsSpan(0, count).LastIndexOf((byte)'\n') is >= 0 and var at) return start + at + 1;
            end = start;
        }

        return 0;
    }
}
