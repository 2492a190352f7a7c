using System.Buffers.Binary;
using Reprise.Capture;
using Reprise.Encryption;
using Reprise.Store;

namespace Reprise.Assembling;

/// <summary>
/// Pieces on disk for as long as they wait, so that a killed process loses none that its sender was told of. As with the journal of calls, what is written is with the operating system and not
/// forced to the platter. Used by one caller at a time.
/// </summary>
/// <remarks>
/// Files hold frames (<see cref="JournalFrame"/>) of a kind, a number and, sealed where encryption is on, a payload. What is done with is written down too, so that a restart does not bring
/// back what was deleted meanwhile. A file in which everything is done goes.
/// </remarks>
internal sealed class PieceJournal(string folder, long maxBytes, ISealer? sealer = null) : IDisposable
{
    private const string Place = "pieces";
    private const int HeadLength = 9;
    private const long FileBytes = 4 << 20;
    private const int DoneInOneFrame = 4096;

    private readonly Dictionary<int, PieceFile> _files = [];
    private PieceFile? _active;
    private int _lastFile;
    private long _lastNumber;

    /// <summary>Bytes on disk.</summary>
    public long Bytes { get; private set; }

    /// <summary>Reads what an earlier process left. A frame that was cut off, and what stands behind it, was never answered and is left out.</summary>
    public async Task<IReadOnlyList<JournalledPiece>> OpenAsync(CancellationToken cancellationToken)
    {
        if (sealer is not null) await sealer.ReadyAsync("", cancellationToken).ConfigureAwait(false);
        if (!Directory.Exists(folder)) return [];
        var found = new Dictionary<long, JournalledPiece>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.pieces").Order(StringComparer.Ordinal))
        {
            if (!int.TryParse(Path.GetFileNameWithoutExtension(path), out var number)) continue;
            _lastFile = Math.Max(_lastFile, number);
            var file = new PieceFile(number, path);
            _files[number] = file;
            ReadFile(file, await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), found);
            Bytes += file.Length;
        }

        foreach (var piece in found.Values) _files[piece.Entry.File].Outstanding++;
        RemoveDone();
        return [.. found.Values.OrderBy(static piece => piece.Entry.Number)];
    }

    /// <summary>Keeps payloads; when it returns they survive the end of the process. Throws <see cref="StoreException"/> when that cannot be done, and then none of them counts.</summary>
    public IReadOnlyList<PieceEntry> Append(PieceFrameKind kind, IReadOnlyList<byte[]> payloads)
    {
        if (payloads.Count == 0) return [];
        // There is one replacement at a time, and without room for it a full journal could not empty itself.
        if (kind == PieceFrameKind.Piece && Bytes + payloads.Sum(static payload => (long)payload.Length) > maxBytes)
            throw new StoreException("No more pieces can be kept until those that wait are recorded (Assembling:JournalMaxBytes).") { IsTransient = true };
        try
        {
            var file = Active();
            var entries = new List<PieceEntry>(payloads.Count);
            using var buffer = new MemoryStream();
            foreach (var payload in payloads)
            {
                var number = ++_lastNumber;
                WriteFrame(buffer, kind, number, sealer is null ? payload : sealer.Seal("", Place, payload), file.Number);
                entries.Add(new PieceEntry(file.Number, number));
            }

            file.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
            Bytes += buffer.Length;
            file.Outstanding += entries.Count;
            return entries;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SealException)
        {
            // The next one begins a file of its own: what stands behind half a frame would not be found.
            _active = null;
            throw new StoreException($"Pieces cannot be kept: {e.Message}", e) { IsTransient = true };
        }
    }

    /// <summary>Says that these are done with. That it cannot be written down costs no more than looking at them again after a restart.</summary>
    public void Release(IReadOnlyList<PieceEntry> entries)
    {
        if (entries.Count == 0) return;
        foreach (var entry in entries)
        {
            if (_files.TryGetValue(entry.File, out var file)) file.Outstanding--;
        }

        RemoveDone();
        var left = entries.Where(entry => _files.ContainsKey(entry.File)).Select(static entry => entry.Number).ToArray();
        try
        {
            foreach (var numbers in left.Chunk(DoneInOneFrame)) WriteDone(numbers);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _active = null;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files.Values) file.Dispose();
        _files.Clear();
        _active = null;
    }

    private void WriteDone(long[] numbers)
    {
        var file = Active();
        var payload = new byte[numbers.Length * sizeof(long)];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(i * sizeof(long)), numbers[i]);
        using var buffer = new MemoryStream();
        WriteFrame(buffer, PieceFrameKind.Done, 0, payload, file.Number);
        file.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        file.TellsDone = true;
        Bytes += buffer.Length;
    }

    private PieceFile Active()
    {
        if (_active is { } active && active.Length < FileBytes) return active;
        Directory.CreateDirectory(folder);
        var number = ++_lastFile;
        var file = PieceFile.Create(number, Path.Combine(folder, $"{number:D8}.pieces"));
        _files[number] = file;
        var before = _active;
        _active = file;
        if (before is { Outstanding: <= 0, TellsDone: false }) Remove(before);
        return file;
    }

    /// <summary>Oldest first, since a file that tells of others waits for them.</summary>
    private void RemoveDone()
    {
        var isFirst = true;
        foreach (var file in _files.Values.OrderBy(static file => file.Number).ToArray())
        {
            if (file.Outstanding <= 0 && (isFirst || !file.TellsDone)) Remove(file);
            else isFirst = false;
        }
    }

    private void Remove(PieceFile file)
    {
        if (file == _active) _active = null;
        _files.Remove(file.Number);
        Bytes -= file.Length;
        file.Delete();
    }

    private static void WriteFrame(MemoryStream buffer, PieceFrameKind kind, long number, ReadOnlySpan<byte> payload, int file)
    {
        Span<byte> head = stackalloc byte[JournalFrame.Size + HeadLength];
        head[JournalFrame.Size] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(head[(JournalFrame.Size + 1)..], number);
        var checksum = JournalFrame.Checksum(JournalFrame.Checksum(0, head[JournalFrame.Size..]), payload);
        JournalFrame.Write(head, HeadLength + payload.Length, JournalFrame.Sealed(checksum, file));
        buffer.Write(head);
        buffer.Write(payload);
    }

    private void ReadFile(PieceFile file, byte[] bytes, Dictionary<long, JournalledPiece> found)
    {
        file.Length = bytes.Length;
        for (var at = 0; at + JournalFrame.Size + HeadLength <= bytes.Length;)
        {
            var (length, checksum) = JournalFrame.Read(bytes.AsSpan(at));
            at += JournalFrame.Size;
            if (length < HeadLength || length > bytes.Length - at) return;
            var head = bytes.AsSpan(at, HeadLength);
            var payload = bytes.AsSpan(at + HeadLength, length - HeadLength);
            if (JournalFrame.Sealed(JournalFrame.Checksum(JournalFrame.Checksum(0, head), payload), file.Number) != checksum) return;
            at += length;
            var (kind, number) = ((PieceFrameKind)head[0], BinaryPrimitives.ReadInt64LittleEndian(head[1..]));
            _lastNumber = Math.Max(_lastNumber, number);
            if (kind == PieceFrameKind.Done)
            {
                file.TellsDone = true;
                for (; payload.Length >= sizeof(long); payload = payload[sizeof(long)..]) found.Remove(BinaryPrimitives.ReadInt64LittleEndian(payload));
            }
            else if (Opened(payload) is { } plain) found[number] = new JournalledPiece(new PieceEntry(file.Number, number), kind, plain);
        }
    }

    /// <summary>Null for what is sealed with a key that is not there: it is of no use to anybody.</summary>
    private byte[]? Opened(ReadOnlySpan<byte> payload)
    {
        try
        {
            if (sealer is not null) return sealer.Open("", Place, payload);
        }
        catch (SealException)
        {
            // Perhaps written before encryption was turned on.
        }

        return payload is [(byte)'{', ..] ? payload.ToArray() : null;
    }
}

/// <summary>What a frame of the journal holds.</summary>
internal enum PieceFrameKind : byte
{
    /// <summary>A piece that waits.</summary>
    Piece = 1,

    /// <summary>A whole record that is about to take the place of another one.</summary>
    Replacement = 2,

    /// <summary>Numbers of frames that are done with.</summary>
    Done = 3,
}

/// <summary>Where a piece stands in the journal.</summary>
internal readonly record struct PieceEntry(int File, long Number);

/// <summary>What an earlier process left.</summary>
internal readonly record struct JournalledPiece(PieceEntry Entry, PieceFrameKind Kind, byte[] Payload);
